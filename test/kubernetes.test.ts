// deploy/kubernetes.yaml against the program: no cluster runs here, but every name, port, path and variable in it is one that the program,
// the image or the file itself knows, and the environment is the one that Kubernetes would make.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readStages, textsOf } from './support/dockerfile.ts';
import { startHosted } from './support/hosted.ts';
import { type Ended, runProgram } from './support/program.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const TEXT = read('deploy/kubernetes.yaml');

interface Port {
  readonly name: string;
  readonly port?: number;
  readonly targetPort?: string;
  readonly containerPort?: number;
}

interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
}

interface Container {
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports: readonly Port[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
}

interface Document {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly selector?: object;
    readonly serviceName?: string;
    readonly replicas?: number;
    readonly ports?: readonly Port[];
    readonly rules?: readonly {
      readonly host: string;
      readonly http: { readonly paths: readonly { readonly backend: { readonly service: object } }[] };
    }[];
    readonly template: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: { readonly runAsUser: number; readonly fsGroup: number };
        readonly containers: readonly Container[];
        readonly volumes: readonly { readonly secret: { readonly secretName: string } }[];
      };
    };
    readonly volumeClaimTemplates: readonly { readonly metadata: { readonly name: string } }[];
  };
}

const DOCUMENTS = parseAllDocuments(TEXT).map((document) => document.toJS() as Document);
const of = (kind: string) => DOCUMENTS.filter((document) => document.kind === kind);
const named = (kind: string, name: string) => of(kind).find(({ metadata }) => metadata.name === name) as Document;

const SET = named('StatefulSet', 'starfray');
const POD = SET.spec.template.spec;
const NODE = POD.containers[0] as Container;
const [, IMAGE] = readStages(read('Dockerfile'));
const imageTexts = (name: string) => (IMAGE === undefined ? [] : textsOf(IMAGE, name));

/** What Kubernetes puts into a pod: of the file, with the pod's name and references to it, and of every service beside it. */
function environmentOf(pod: string, secretFile: string): Record<string, string> {
  const own = Object.fromEntries(
    (NODE.env ?? []).map(({ name, value = pod }) => [name, value.replaceAll('$(STARFRAY_NODE)', pod)]),
  );
  const services = of('Service').flatMap(({ metadata, spec }) => {
    const name = metadata.name.toUpperCase().replaceAll('-', '_');
    const { name: portName = '', port = 0 } = spec.ports?.[0] ?? {};
    return [
      [`${name}_SERVICE_HOST`, '10.43.0.17'],
      [`${name}_SERVICE_PORT`, String(port)],
      [`${name}_SERVICE_PORT_${portName.toUpperCase()}`, String(port)],
      [`${name}_PORT`, `tcp://10.43.0.17:${port}`],
      [`${name}_PORT_${port}_TCP`, `tcp://10.43.0.17:${port}`],
      [`${name}_PORT_${port}_TCP_ADDR`, '10.43.0.17'],
    ];
  });
  const image = imageTexts('ENV').map((text) => text.split('='));
  return { ...Object.fromEntries([...image, ...services]), ...own, STARFRAY_SECRET_FILE: secretFile };
}

async function configOf(env: Record<string, string>): Promise<Ended> {
  const command = [join(ROOT, 'games/cli.ts'), 'config', 'print', '--json'];
  return runProgram(process.execPath, command, { cwd: tmpdir(), env });
}

describe('deploy/kubernetes.yaml', () => {
  it('[H16] gives each node options that it understands, and no reason for a warning', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'starfray-kubernetes-'));
    const secretFile = join(folder, 'secret');
    writeFileSync(secretFile, 'a-secret-that-only-this-test-knows\n');
    const { code, stdout, stderr } = await configOf(environmentOf('starfray-1', secretFile));
    rmSync(folder, { recursive: true });
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      node: { value: 'starfray-1' },
      advertise: { value: 'http://starfray-1.starfray-nodes:8080' },
      redis: { value: 'redis://starfray-valkey:6379' },
      secret: { source: `STARFRAY_SECRET_FILE ${secretFile}` },
      port: { value: 8080, source: 'default' },
      data: { value: '/data', source: 'STARFRAY_DATA' },
      trustProxy: { value: ['private'] },
      allowOrigin: { value: ['https://play.example.org'] },
    });
  });

  it('[H16] holds no secret: the file that the variable names is mounted from one', () => {
    expect(of('Secret')).toEqual([]);
    expect(POD.volumes).toEqual([{ name: 'secret', secret: { secretName: 'starfray' } }]);
    const file = NODE.env?.find(({ name }) => name === 'STARFRAY_SECRET_FILE')?.value ?? '';
    const mounted = NODE.volumeMounts.find(({ name }) => name === 'secret')?.mountPath;
    expect(file).toBe(`${mounted}/secret`);
    expect(read('docs/hosting.md')).toContain('kubectl create secret generic starfray --from-literal=secret=');
  });

  it('[H16] runs the image as its user, with a volume for each node where it keeps its data', () => {
    expect(imageTexts('USER')).toEqual(['node']);
    // The user node of the official images.
    expect(POD.securityContext).toMatchObject({ runAsUser: 1000, fsGroup: 1000 });
    expect(NODE.volumeMounts).toContainEqual({ name: 'data', mountPath: imageTexts('VOLUME')[0] });
    expect(SET.spec.volumeClaimTemplates.map(({ metadata }) => metadata.name)).toEqual(['data']);
  });

  it('[H16] reaches nodes at the port that they listen on, through services that select them', () => {
    expect(NODE.ports).toEqual([{ name: 'http', containerPort: Number(imageTexts('EXPOSE')[0]) }]);
    for (const { metadata, spec } of of('Service')) {
      const set = of('StatefulSet').find(({ spec: own }) => {
        return JSON.stringify(own.template.metadata.labels) === JSON.stringify(spec.selector);
      });
      const ports = set?.spec.template.spec.containers.flatMap(({ ports: open }) => open.map(({ name }) => name));
      expect([metadata.name, ports]).toEqual([metadata.name, spec.ports?.map(({ targetPort }) => targetPort)]);
    }
    for (const { spec } of of('StatefulSet')) expect(named('Service', spec.serviceName ?? '')).toBeDefined();
    const [rule] = named('Ingress', 'starfray').spec.rules ?? [];
    expect(rule?.http.paths[0]?.backend.service).toEqual({ name: 'starfray', port: { name: 'http' } });
    expect(NODE.env).toContainEqual({ name: 'STARFRAY_ALLOW_ORIGIN', value: `https://${rule?.host}` });
  });

  it('[H16] asks for health and readiness at paths that the server answers', async () => {
    const probes = [NODE.startupProbe, NODE.livenessProbe, NODE.readinessProbe].map((probe) => probe?.httpGet);
    expect(probes.map((probe) => probe?.path)).toEqual(['/healthz', '/healthz', '/readyz']);
    const hosted = await startHosted();
    for (const probe of probes) expect((await fetch(`${hosted.url}${probe?.path}`)).status).toBe(200);
    await hosted.stop();
    expect(new Set(probes.map((probe) => probe?.port))).toEqual(new Set(['http']));
  });

  it('[H16] gives a node longer to stop than it may take', async () => {
    const drain = JSON.parse((await configOf({})).stdout).drainSeconds.value as number;
    // A stop is cut short eight seconds after the drain.
    expect(POD.terminationGracePeriodSeconds).toBeGreaterThan(drain + 8);
  });
});
