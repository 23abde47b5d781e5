// Variables that describe neighbours: Kubernetes and container links set them, and they look like options where a service is named
// after this program. https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables

/** `tcp://10.0.0.7:8080`: the address of a service, which no option takes. */
const SERVICE_URL = /^(?:tcp|udp|sctp):\/\//;
const KUBERNETES = /_SERVICE_(?:HOST|PORT(?:_\w+)?)$/;
/** Both write these, for each port. */
const PORT_PARTS = /_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR|START|END))?$/;
/** A link tells the names on both ends, `/web/starfray`, and the other container's own variables. */
const LINK_NAME = /_NAME$/;
const LINK_ENVIRONMENT = /_ENV_\w+$/;

/** Is a variable with our prefix no option, but a neighbour's address? */
export function isServiceLink(variable: string, value: string): boolean {
  if ([KUBERNETES, PORT_PARTS, LINK_ENVIRONMENT].some((shape) => shape.test(variable))) return true;
  if (LINK_NAME.test(variable)) return /^\/[^/]+\/[^/]+$/.test(value);
  return /_PORT$/.test(variable) && SERVICE_URL.test(value);
}
