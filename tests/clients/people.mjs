// Who may be asking: the claims of their tokens. A person is nothing more.

/** Signed in, with a month of diary behind her. */
export const sophie = {
  role: "authenticated",
  sub: "550e8400-e29b-41d4-a716-446655440000",
  email: "sophie@test.com",
};

/** Signed in, and only just begun. */
export const marie = {
  role: "authenticated",
  sub: "550e8400-e29b-41d4-a716-446655440001",
  email: "marie@test.com",
};

/** Signed in, known to the sign-in service, and without a profile. */
export const newcomer = {
  role: "authenticated",
  sub: "550e8400-e29b-41d4-a716-4466554400ff",
  email: "nouvelle@test.com",
};

/** Not signed in: the key every copy of the app carries. */
export const anon = { role: "anon" };

/** The back office, whom row level security does not bind. */
export const backOffice = { role: "service_role" };
