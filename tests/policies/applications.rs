//! The demo applications, and how much the inventory of each says there must be.

/// Schemas that serve the database and are no part of the API.
pub(crate) const SUPPORT: &[&str] = &["auth", "net"];

/// A folder of `schema/` and `policies/`.
pub(crate) struct Application {
    pub(crate) name: &'static str,
    pub(crate) schemas: &'static [&'static str],
    pub(crate) inventory: Inventory,
}

/// Counts below which something was forgotten. Tables include partitions, views include materialized ones.
pub(crate) struct Inventory {
    pub(crate) tables: i64,
    pub(crate) views: i64,
    pub(crate) functions: i64,
    pub(crate) policies: i64,
    pub(crate) enums: i64,
    /// Those that have a name there; an application adds its own.
    pub(crate) triggers: i64,
    /// Likewise, and without the ones that constraints bring.
    pub(crate) indexes: i64,
}

pub(crate) const APPLICATIONS: &[Application] = &[
    Application {
        name: "sopk",
        schemas: &["sopk"],
        inventory: Inventory { tables: 10, views: 2, functions: 4, policies: 11, enums: 0, triggers: 0, indexes: 26 },
    },
    Application {
        name: "aurentia",
        schemas: &["aurentia"],
        inventory: Inventory { tables: 34, views: 0, functions: 6, policies: 71, enums: 3, triggers: 3, indexes: 53 },
    },
    Application {
        name: "hospitality",
        schemas: &["hospitality"],
        inventory: Inventory { tables: 11, views: 0, functions: 8, policies: 14, enums: 3, triggers: 1, indexes: 8 },
    },
    Application {
        name: "emotionscare",
        schemas: &["emotionscare"],
        inventory: Inventory { tables: 29, views: 1, functions: 1, policies: 35, enums: 1, triggers: 0, indexes: 0 },
    },
    Application {
        name: "lms",
        schemas: &[
            "public",
            "content",
            "access",
            "learn",
            "assessments",
            "gamification",
            "referrals",
            "rbac",
            "media",
            "util",
        ],
        inventory: Inventory {
            tables: 85,
            views: 46,
            functions: 94,
            policies: 126,
            enums: 7,
            triggers: 14,
            indexes: 44,
        },
    },
];

/// The schemas of all applications: what `rowgate dev` exposes.
pub(crate) fn schemas() -> Vec<&'static str> {
    APPLICATIONS.iter().flat_map(|application| application.schemas).copied().collect()
}
