// The nodes of the cluster, or that there is none; and how the store fares.

import { element, setHidden, setText } from '../ui/dom.ts';
import type { NodeInfo, Overview } from './overview.ts';
import { head, headRow, LivingRows, scrollBox } from './table.ts';
import { ThreadTable } from './thread-table.ts';
import { adminUrlOf, milliseconds, storeWords } from './words.ts';

export class ServerPanel {
  private readonly alone = element('p', { text: 'A single server.' });
  private readonly cluster = element('p');
  private readonly store = element('p');
  private readonly nodes = new LivingRows<NodeInfo, NodeRow>(
    ({ id, advertiseUrl }) => `${id} ${advertiseUrl}`,
    nodeRow,
  );
  private readonly table: HTMLElement;
  private readonly threads = new ThreadTable();

  constructor(root: HTMLElement) {
    const heads = ['Node', 'Region', 'Players', 'Tick p99', 'State'].map(head);
    this.table = scrollBox('Nodes', element('table', {}, headRow(...heads), this.nodes.root));
    root.append(this.alone, this.cluster, this.table, this.threads.root, this.store);
  }

  show({ node, nodes, isConnected, store, threads }: Overview, wallMs: number): void {
    const isAlone = node === undefined;
    setHidden(this.alone, !isAlone);
    setHidden(this.cluster, isAlone);
    setHidden(this.table, isAlone);
    setText(this.cluster, `This is node ${node}. ${isConnected === true ? '' : 'It does not reach the cluster now.'}`);
    this.cluster.classList.toggle('is-bad', isConnected !== true);
    this.nodes.show(nodes, (row, shown) => updateNode(row, shown, node));
    this.threads.show(threads);
    setText(this.store, `Store: ${storeWords(store, wallMs)}.`);
    this.store.classList.toggle('is-bad', store.lastFault !== undefined);
  }
}

interface NodeRow {
  readonly root: HTMLTableRowElement;
  readonly region: HTMLElement;
  readonly players: HTMLElement;
  readonly tick: HTMLElement;
  readonly state: HTMLElement;
}

function nodeRow(node: NodeInfo): NodeRow {
  const url = adminUrlOf(node);
  const name =
    url === undefined
      ? element('span', { text: node.id })
      : element('a', { text: node.id, attributes: { href: url, rel: 'noreferrer' } });
  const [region, players, tick, state] = [cell(), cell('figure'), cell('figure'), cell()];
  const root = element('tr', {}, element('th', { attributes: { scope: 'row' } }, name), region, players, tick, state);
  return { root, region, players, tick, state };
}

function updateNode(row: NodeRow, node: NodeInfo, ownId: string | undefined): void {
  setText(row.region, node.region ?? '');
  setText(row.players, String(node.players));
  setText(row.tick, milliseconds(node.tickP99Ms));
  setText(row.state, [node.isDraining ? 'draining' : 'open', ...(node.id === ownId ? ['this one'] : [])].join(', '));
}

function cell(kind = ''): HTMLTableCellElement {
  return element('td', { class: kind });
}
