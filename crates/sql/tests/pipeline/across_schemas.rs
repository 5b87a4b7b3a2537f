//! Embeds of relations in other exposed schemas: `db-cross-schema-embeds`, which PostgREST does not have.

use insta::assert_snapshot;
use rowgate_catalog::Catalog;

use crate::builder::Database;
use crate::gateway::Gateway;

/// Posts in `api`, their authors in `people`, their tags in both.
fn catalog() -> Catalog {
    let mut database = Database::default();
    database
        .table("posts", "id integer, author_id integer, tag_id integer, old_tag_id integer")
        .primary_key("posts(id)")
        .table("people.profiles", "id integer, name text, mentor_id integer")
        .primary_key("people.profiles(id)")
        .table("tags", "id integer")
        .table("people.tags", "id integer")
        .table("people.badges", "id integer, post_id integer, profile_id integer")
        .table("archive.badges", "id integer, post_id integer")
        .foreign_key("posts(author_id) -> people.profiles(id)")
        .foreign_key("posts(tag_id) -> tags(id)")
        .foreign_key("posts(old_tag_id) -> people.tags(id)")
        .foreign_key("people.profiles(mentor_id) -> people.profiles(id)")
        .foreign_key("people.badges(post_id) -> posts(id)")
        .foreign_key("archive.badges(post_id) -> posts(id)");
    database.catalog()
}

fn gateway(catalog: &Catalog) -> Gateway<'_> {
    let mut gateway = Gateway { catalog, ..Gateway::with(|plan| plan.cross_schema_embeds = true) };
    gateway.request.schemas = vec!["api".into(), "people".into(), "archive".into()];
    gateway
}

#[test]
fn an_embed_leads_to_another_schema_and_back() {
    let catalog = catalog();
    assert_snapshot!(gateway(&catalog).sql("GET /posts?select=id,profiles(name,posts(id))"), @r#"
    SELECT "api"."posts"."id", row_to_json("posts_profiles_1".*)::jsonb AS "profiles"
    FROM "api"."posts"
    LEFT JOIN LATERAL (
      SELECT "profiles_1"."name", COALESCE("profiles_posts_2"."profiles_posts_2", '[]') AS "posts"
      FROM "people"."profiles" AS "profiles_1"
      LEFT JOIN LATERAL (
        SELECT json_agg("profiles_posts_2")::jsonb AS "profiles_posts_2"
        FROM (
          SELECT "posts_2"."id"
          FROM "api"."posts" AS "posts_2"
          WHERE "posts_2"."author_id" = "profiles_1"."id"
        ) AS "profiles_posts_2"
      ) AS "profiles_posts_2" ON TRUE
      WHERE "profiles_1"."id" = "api"."posts"."author_id"
    ) AS "posts_profiles_1" ON TRUE
    "#);
}

#[test]
fn a_relation_of_another_schema_embeds_itself() {
    let catalog = catalog();
    let shown = gateway(&catalog).sql("GET /posts?select=profiles(mentor_id(name),pupils:profiles(name))");
    assert!(shown.contains(r#""profiles_2"."id" = "profiles_1"."mentor_id""#), "{shown}");
    assert!(shown.contains(r#""profiles_2"."mentor_id" = "profiles_1"."id""#), "{shown}");
}

/// EMB-09: as in PostgREST.
#[test]
fn an_embed_does_not_leave_the_schema_unless_that_is_configured() {
    let catalog = catalog();
    let mut gateway = gateway(&catalog);
    gateway.plan.cross_schema_embeds = false;
    assert_snapshot!(gateway.refusal("GET /posts?select=profiles(name)"), @"
    PGRST200: Could not find a relationship between 'posts' and 'profiles' in the schema cache
    details: Searched for a foreign key relationship between 'posts' and 'profiles' in the schema 'api', but no matches were found.
    ");
}

#[test]
fn the_schema_of_the_request_wins() {
    let catalog = catalog();
    let joined = |request: &str| gateway(&catalog).sql(request);
    assert!(joined("GET /posts?select=tags(id)").contains(r#""tags_1"."id" = "api"."posts"."tag_id""#));
    assert!(joined("GET /posts?select=tags!people.tags(id)").contains(r#""tags_1"."id" = "api"."posts"."old_tag_id""#));
}

/// EMB-32
#[test]
fn relations_of_several_other_schemas_are_told_apart_by_their_schema() {
    let catalog = catalog();
    assert_snapshot!(gateway(&catalog).refusal("GET /posts?select=badges(id)"), @r#"
    PGRST201: Could not embed because more than one relationship was found for 'posts' and 'badges'
    details:
      {"cardinality":"one-to-many","embedding":"posts with badges","relationship":"badges_post_id_fkey using posts(id) and badges(post_id)"}
      {"cardinality":"one-to-many","embedding":"posts with badges","relationship":"badges_post_id_fkey using posts(id) and badges(post_id)"}
    hint: Try changing 'badges' to one of the following: 'badges!archive.badges', 'badges!people.badges'. Find the desired relationship in the 'details' key.
    "#);
}

#[test]
fn the_suggested_hint_chooses_the_relation_of_that_schema() {
    let catalog = catalog();
    for schema in ["archive", "people"] {
        let shown = gateway(&catalog).sql(&format!("GET /posts?select=badges!{schema}.badges(id)"));
        assert!(shown.contains(&format!(r#"FROM "{schema}"."badges""#)), "{shown}");
    }
}
