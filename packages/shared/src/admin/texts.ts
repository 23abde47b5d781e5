// How long the texts of an admin may be, on the page, in the API and on the command line.

/** Of a kick or a ban: the player reads it in a close frame. */
export const MAX_ADMIN_REASON = 100;
/** Of an announcement. */
export const MAX_ANNOUNCEMENT = 200;
