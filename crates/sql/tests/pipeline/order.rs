//! Orders (§2.7).

use insta::assert_snapshot;

use crate::gateway::{refusal, sql};

/// ORD-01, ORD-02
#[test]
fn directions_and_nulls_are_written_only_where_they_were_asked_for() {
    assert_snapshot!(
        sql("GET /films?select=id&order=year,title.desc,id.asc.nullsfirst,rating.nullslast,plot.desc.nullslast"),
        @""
    );
}

/// QRY-07
#[test]
fn of_several_orders_the_first_counts() {
    assert_snapshot!(sql("GET /films?select=id&order=year&order=title"), @"");
}

/// ORD-04
#[test]
fn a_related_order_is_by_the_joined_row() {
    assert_snapshot!(
        sql("GET /films?select=title,made_by:directors(name)&order=made_by(name).desc,made_by(bio->a),title"),
        @""
    );
}

/// ORD-04: the embed is compared by its alias where it has one.
#[test]
fn a_related_order_goes_by_the_alias() {
    assert_snapshot!(refusal("GET /films?select=title,made_by:directors(name)&order=directors(name)"), @"");
}

/// ORD-04, EMB-36, QRK-49
#[test]
fn a_related_order_needs_a_to_one_embed() {
    assert_snapshot!(refusal("GET /films?select=title,opinions:reviews(body)&order=opinions(stars)"), @"");
    assert_snapshot!(
        refusal("PATCH /films?select=title,reviews(body)&order=reviews(stars)\n\n{}"),
        @""
    );
    assert_snapshot!(
        refusal("GET /directors?select=films(roles(film_id))&films.order=roles(film_id)"),
        @""
    );
}

/// ORD-05
#[test]
fn an_embed_has_an_order_of_its_own() {
    assert_snapshot!(sql("GET /films?select=title,reviews(body)&reviews.order=stars.desc&order=title"), @"");
}

/// ORD-06, LIM-09
#[test]
fn an_order_of_a_change_orders_its_representation() {
    assert_snapshot!(
        crate::gateway::statement(
            "DELETE /films?select=title&id=lt.3&order=year&limit=1\nPrefer: return=representation"
        ),
        @""
    );
}

/// ORD-07, PRS-21
#[test]
fn an_order_takes_neither_casts_nor_other_words() {
    assert_snapshot!(refusal("GET /films?order=id::text"), @"");
    assert_snapshot!(refusal("GET /films?order=id.ac"), @"");
}
