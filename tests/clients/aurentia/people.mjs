// The people of the two companies: the claims of their tokens, and what they are where.

const person = (number, name) => ({
  role: "authenticated",
  sub: `a0000000-0000-4000-8000-00000000000${number}`,
  email: `${name}@aurentia.test`,
});

/** ADMIN of Nova Conseil, and manager of its consultants. */
export const alice = person(1, "alice");

/** OWNER of Nova Conseil. */
export const oscar = person(2, "oscar");

/** CONSULTANT of Nova Conseil, responsible for some of the portal's tasks. */
export const bob = person(3, "bob");

/** CONSULTANT of Nova Conseil, responsible for others. */
export const diane = person(4, "diane");

/** ADMIN of Bêta Systèmes, and a stranger to Nova Conseil. */
export const chloe = person(5, "chloe");

/** MEMBER of both. Nova Conseil is his main organization. */
export const victor = person(6, "victor");

/** Has a token, and nothing else: no account, no profile, no organization. */
export const stranger = person(9, "inconnue");
