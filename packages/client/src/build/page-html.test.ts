import { describe, expect, it } from 'vitest';
import { escapeHtml, fillTemplate } from './page-html.ts';

describe('the HTML of a page', () => {
  it('has a value in each place, and none of it is read for places again', () => {
    expect(fillTemplate('<b title="%A%">%B%%A%</b>', { A: '%B%', B: '' })).toBe('<b title="%B%">%B%</b>');
  });

  it('names the place that has no value', () => {
    expect(() => fillTemplate('%TITLE%', {})).toThrow('the page has no value for %TITLE%');
  });

  it('shows any title as text', () => {
    expect(escapeHtml('Cut & "Run" <1>')).toBe('Cut &amp; &quot;Run&quot; &lt;1&gt;');
  });
});
