// The one file of this package that names a game: Starfray's rules, on the server that knows none.

import { starfray } from '@starfray/shared/game';

export const IDENTITY = starfray.identity;
