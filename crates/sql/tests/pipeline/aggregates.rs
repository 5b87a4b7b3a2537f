//! Aggregates (§2.4).

use insta::assert_snapshot;
use rowgate_plan::PlanConfig;

use crate::gateway::{Gateway, refusal, sql as without};

fn enabled() -> Gateway<'static> {
    Gateway::with(PlanConfig { aggregates_enabled: true, ..PlanConfig::default() })
}

fn sql(request: &str) -> String {
    enabled().sql(request)
}

/// AGG-01
#[test]
fn aggregates_are_refused_at_any_level_unless_enabled() {
    assert_snapshot!(refusal("GET /films?select=year.max()"), @"");
    assert_eq!(refusal("GET /films?select=id,reviews(count())"), refusal("GET /films?select=count()"));
    assert_eq!(refusal("GET /films?select=...directors(born.min())"), refusal("GET /films?select=count()"));
    assert!(without("GET /films?select=count").contains("count"), "SEL-09");
}

/// AGG-02, AGG-03
#[test]
fn an_aggregate_is_grouped_by_all_that_is_none() {
    assert_snapshot!(sql("GET /films?select=genre,decade:year,count(),rating.avg()"), @"");
}

/// AGG-02
#[test]
fn an_aggregate_alone_is_not_grouped() {
    assert_snapshot!(sql("GET /films?select=year.max(),oldest:year.min(),rating.sum(),count()"), @"");
}

/// SEL-07
#[test]
fn casts_stand_before_and_after_the_aggregate() {
    assert_snapshot!(sql("GET /films?select=total:rating::float8.sum()::text,n:count()::int"), @"");
}

/// AGG-02, SEL-11
#[test]
fn a_path_is_grouped_by_its_alias() {
    assert_snapshot!(sql("GET /films?select=meta->>studio,meta->>budget::int.sum()"), @"");
}

/// AGG-02
#[test]
fn an_aggregate_is_grouped_by_the_embeds_beside_it() {
    assert_snapshot!(sql("GET /films?select=count(),director:directors(name),reviews(stars),posters()"), @"");
}

/// AGG-02
#[test]
fn an_aggregate_is_grouped_by_the_columns_of_a_spread() {
    assert_snapshot!(sql("GET /films?select=year.max(),...directors(name,year:born)"), @"");
}

/// AGG-06
#[test]
fn an_embed_aggregates_per_parent() {
    assert_snapshot!(sql("GET /directors?select=name,films(count(),year.max(),genre)"), @"");
}

/// AGG-04
#[test]
fn a_to_one_spread_hoists_its_aggregates() {
    assert_snapshot!(
        sql("GET /films?select=year,...directors(earliest:born.min()::text,n:name.count())"),
        @""
    );
}

/// AGG-04
#[test]
fn aggregates_are_hoisted_through_all_spreads_to_the_nearest_node_that_is_none() {
    assert_snapshot!(
        sql("GET /films?select=title,reviews(stars,...films(year.max(),...directors(born.min())))"),
        @""
    );
}

/// AGG-04
#[test]
fn a_count_in_a_spread_counts_the_spread_row() {
    assert_snapshot!(sql("GET /films?select=year,...directors(count())"), @"");
}

/// AGG-05
#[test]
fn aggregates_in_a_to_many_spread_are_not_implemented() {
    assert_snapshot!(enabled().refusal("GET /films?select=...reviews(stars.avg())"), @"");
    assert_eq!(
        enabled().refusal("GET /directors?select=...films(title,...directors(born.min()))"),
        enabled().refusal("GET /films?select=...reviews(stars.avg())"),
    );
}

/// ORD-E11a
#[test]
fn that_they_are_disabled_is_said_first() {
    let refused = refusal("GET /films?select=...reviews(stars.avg())");
    assert!(refused.starts_with("PGRST123"), "{refused}");
}

/// SEL-13
#[test]
fn a_star_beside_or_below_an_aggregate_is_expanded() {
    assert_snapshot!(sql("GET /actors?select=*,count(),roles(*)"), @"");
}

/// AGG-04: what an embed in a spread gives is grouped like a column of it.
#[test]
fn an_embed_inside_a_spread_is_grouped_as_one_column() {
    assert_snapshot!(sql("GET /reviews?select=stars.avg(),...films(title,posters(price))"), @"");
}
