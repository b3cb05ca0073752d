// What the bar may do: it asks the endpoint what there is, changes the experiment at once, and takes things along.

import { Latest } from "../wire/endpoint.js";

/**
 * @param {Endpoint} endpoint @param {EditedExperiment} experiment @param {BarWays} page
 * @returns {BarActions}
 */
export function barActions(endpoint, experiment, page) {
  /** @type {Promise<Gallery> | null} */
  let gallery = null;
  const query = () => experiment.query;
  /** @type {Latest<[query: Query, slug: string], { query: Query }>} */
  const onto = new Latest(endpoint.onto,
    (answer, asked, slug) => asked === query() ? experiment.take(answer.query) : onto.want(query(), slug),
    page.trouble);
  return {
    link: page.link,
    png: page.png,
    csv: page.csv,
    query,
    gallery: () =>
      gallery ??= endpoint.gallery().catch((error) => {
        gallery = null; // so that it can be asked for again
        page.trouble(error);
        return { surfaces: [], examples: [], first: "" };
      }),
    thumbnail: (slug) => `${endpoint.root}/surface/${page.scheme()}/${slug}.png`,
    picture: (example) => `${endpoint.root}/picture/${page.scheme()}.svg?${example}`,
    surface: (slug) => onto.want(query(), slug),
    example: experiment.take,
    assignment: () => {
      const own = new URLSearchParams({ make: query(), lang: endpoint.language });
      return `${endpoint.base}/${page.assignment}?${own}`;
    },
  };
}
