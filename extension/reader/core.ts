/**
 * The first part of the reader, and what the other parts take from it instead of bringing a copy: in the built scripts their imports of these
 * modules are read from this object, see `packaging/reader-parts.ts`.
 */

import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import { fold, foldCase, foldLabel } from '../../shared/profile/fold.ts';
import { addressOf, matchAddress, PAIR_END, percentDecode, wholeAddress } from '../../shared/profile/page-address.ts';
import { idOf, joinedIds } from '../../shared/profile/record-id.ts';
import { fillTemplate, matchTemplate, searchTemplate, templateParts } from '../../shared/profile/template.ts';
import { BUTTONS, chosenOptions, controlText, heldText } from './controls.ts';
import { idsIn } from './ids.ts';
import { isElement, isHidden, isHiddenAbove, isInside, listed, tags, typeOf } from './nodes.ts';
import { pageFields, usesLabels } from './page-fields.ts';
import { parts } from './parts.ts';
import { NOTHING, planFields, rawRecord, readFields, repeatAbove, repeating, roleOf } from './raw-record.ts';
import { readPage } from './read-page.ts';
import { meetsAny } from './signs.ts';
import { CELLS, cellsOf, grid, rowsOf, singleCellsOf, span } from './table.ts';
import { shortText, textOf } from './text.ts';
import { finish, fromNodes, MOST_HITS, quote, several, unread, withSelf } from './value.ts';

export const core = {
  readPage,
  parts,
  OBJECT_TYPES,
  addressOf,
  matchAddress,
  PAIR_END,
  percentDecode,
  wholeAddress,
  idOf,
  joinedIds,
  fillTemplate,
  matchTemplate,
  searchTemplate,
  templateParts,
  BUTTONS,
  chosenOptions,
  controlText,
  heldText,
  fold,
  foldCase,
  foldLabel,
  idsIn,
  isElement,
  isHidden,
  isHiddenAbove,
  isInside,
  listed,
  tags,
  typeOf,
  pageFields,
  usesLabels,
  NOTHING,
  planFields,
  rawRecord,
  readFields,
  repeatAbove,
  repeating,
  roleOf,
  meetsAny,
  CELLS,
  cellsOf,
  grid,
  rowsOf,
  singleCellsOf,
  span,
  shortText,
  textOf,
  finish,
  fromNodes,
  MOST_HITS,
  quote,
  several,
  unread,
  withSelf,
} as const;

export type Core = typeof core;
