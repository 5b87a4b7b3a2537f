//! What the audit finds and what is meant to be so, each with its reason.

/// A finding of an audit, and why it is no defect.
pub(crate) struct Allowed {
    pub(crate) finding: &'static str,
    pub(crate) reason: &'static str,
}

const fn allow(finding: &'static str, reason: &'static str) -> Allowed {
    Allowed { finding, reason }
}

const REFERENCE: &str = "The programme of studies is public; the back office writes it.";
const CATALOGUE: &str = "A catalogue, the same for every signed-in person; the back office writes it.";
const ACCOUNT: &str = "Generated and fetched content is for people with an account; the back office writes it.";
const RULES: &str = "The paywall runs with its caller's rights: a rule that they cannot see would not bind them.";
const DEFINITIONS: &str = "What a role may do is no secret; who has it is.";

pub(crate) const OPEN_POLICIES: &[Allowed] = &[
    allow("signed in: select on sopk.activity_sessions", CATALOGUE),
    allow("signed in: select on sopk.breathing_techniques", CATALOGUE),
    allow("signed in: select on sopk.meal_suggestions", CATALOGUE),
    allow("signed in: select on sopk.recipes", CATALOGUE),
    allow("anybody: insert on emotionscare.Digital Medicine", "A letter box: people without an account register here."),
    allow("anybody: select on emotionscare.ecos_situations_complete", REFERENCE),
    allow("anybody: select on emotionscare.edn_items", REFERENCE),
    allow("anybody: select on emotionscare.item_situation_relations", REFERENCE),
    allow("anybody: select on emotionscare.item_therapeutic_relations", REFERENCE),
    allow("anybody: select on emotionscare.starting_situations", REFERENCE),
    allow("anybody: select on emotionscare.therapeutic_classes", REFERENCE),
    allow("anybody: select on emotionscare.urgent_protocols", REFERENCE),
    allow("signed in: select on emotionscare.ai_generated_content", ACCOUNT),
    allow("signed in: select on emotionscare.official_content_cache", ACCOUNT),
    allow("signed in: select on emotionscare.official_content_cache new", ACCOUNT),
    allow("signed in: select on emotionscare.posts", "Posts are said to everybody who is signed in."),
    allow("signed in: select on emotionscare.comments", "Comments are as visible as the posts they stand under."),
    allow("signed in: select on emotionscare.profiles", "Posts and comments are shown with their author's name."),
    allow("anybody: select on access.course_access_rules", RULES),
    allow("anybody: select on access.lesson_access_overrides", RULES),
    allow("anybody: select on content.tags", "Words. On a course, they are as visible as the course."),
    allow("anybody: select on rbac.permissions", DEFINITIONS),
    allow("anybody: select on rbac.role_permissions", DEFINITIONS),
    allow("anybody: select on rbac.roles", DEFINITIONS),
];

pub(crate) const VIEWS_PAST_POLICIES: &[Allowed] = &[
    allow("sopk.my_daily_summary", "Picks the caller's rows of a materialized view, which can have no policies."),
    allow(
        "gamification.leaderboard_top10",
        "The ten best of those who agreed to be shown, with name, picture and total.",
    ),
    allow("gamification.public_levels", "Levels without their rewards, for people without an account."),
];
