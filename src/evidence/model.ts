/*
 * A report as sections of facts, tables and lists, for every format alike. All texts are plain: each format escapes them at the
 * one point where it writes them.
 */

export interface Report {
  readonly title: string;
  readonly subtitle: string;
  /** Stands on every page, first and last. */
  readonly watermark?: string;
  readonly verdict: {
    readonly tone: 'good' | 'bad' | 'open';
    readonly sign: string;
    readonly word: string;
    readonly sentence: string;
  };
  readonly figures: readonly Fact[];
  readonly sections: readonly Section[];
  /** Who made this, and when. */
  readonly colophon: readonly string[];
}

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
  /** Its facts and its table stand beside each other on paper. */
  readonly beside?: true;
}

export type Block =
  | { readonly tag: 'facts'; readonly facts: readonly Fact[] }
  | { readonly tag: 'table'; readonly head: readonly Column[]; readonly rows: readonly (readonly string[])[] }
  | { readonly tag: 'list'; readonly items: readonly string[] }
  | { readonly tag: 'text'; readonly text: string }
  /** The count of documents over time is drawn here. */
  | { readonly tag: 'chart' };

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Where the value comes from, or what it counts. */
  readonly note?: string;
}

export interface Column {
  readonly head: string;
  /** Numbers stand at the right; what is short is never broken in two. */
  readonly as?: 'right' | 'short';
}
