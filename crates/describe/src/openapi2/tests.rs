use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::example::{VISIBLE, document_of, lines};
use crate::{Access, openapi2};

fn described(access: &Access, security: bool) -> Value {
    document_of(access, security, |visible, document| serde_json::to_value(openapi2(visible, document)).unwrap())
}

fn document() -> Value {
    described(&Access::from_json(VISIBLE.as_bytes()).unwrap(), false)
}

fn part(pointer: &str) -> String {
    lines(document().pointer(pointer).unwrap_or(&Value::Null))
}

fn names(pointer: &str) -> Vec<String> {
    document().pointer(pointer).unwrap().as_object().unwrap().keys().cloned().collect()
}

#[test]
fn a_document_says_where_and_what_the_api_is() {
    let mut root = document();
    for long in ["paths", "definitions", "parameters"] {
        root.as_object_mut().unwrap().remove(long).unwrap();
    }
    assert_snapshot!(lines(&root), @r#"
    swagger: "2.0"
    info: {"description":"All of them,\nand more.","title":"Films","version":"16.1"}
    host: "films.example:8443"
    basePath: "/v1/"
    schemes: ["https"]
    consumes: ["application/json","application/vnd.pgrst.object+json;nulls=stripped","application/vnd.pgrst.object+json","text/csv"]
    produces: ["application/json","application/vnd.pgrst.object+json;nulls=stripped","application/vnd.pgrst.object+json","text/csv"]
    externalDocs: {"description":"PostgREST Documentation","url":"https://postgrest.org/en/v16/references/api.html"}
    "#);
}

#[test]
fn only_what_the_role_may_see_is_listed_by_name() {
    assert_eq!(names("/definitions"), ["archive", "directors", "films", "odd.name {x}"]);
    assert_eq!(
        names("/paths"),
        [
            "/",
            "/archive",
            "/directors",
            "/films",
            "/odd.name {x}",
            "/rpc/best",
            "/rpc/forget",
            "/rpc/rate",
            "/rpc/search",
            "/rpc/showing",
            "/rpc/upload"
        ]
    );
}

#[test]
fn everything_of_the_schema_is_listed_when_privileges_are_ignored() {
    let document = described(&Access::default(), false);
    assert!(document["definitions"]["secrets"].is_object());
    assert_eq!(document["definitions"].as_object().unwrap().len(), 5);
    assert_eq!(document["paths"]["/rpc/rate"]["post"]["parameters"][0]["schema"]["required"], json!(["a", "b", "c"]));
    assert_eq!(document["info"]["title"], "PostgREST API");
}

#[test]
fn an_empty_schema_has_no_definitions() {
    let access = Access::from_json(br#"{"comment": null, "relations": [], "routines": []}"#).unwrap();
    let document = described(&access, false);
    assert_eq!(document.get("definitions"), None);
    assert_eq!(document["paths"].as_object().unwrap().len(), 1);
}

#[test]
fn security_is_a_token_in_a_header() {
    let document = described(&Access::default(), true);
    assert_eq!(document["security"], json!([{ "JWT": [] }]));
    assert_snapshot!(lines(&document["securityDefinitions"]["JWT"]), @r#"
    description: "Add the token prepending \"Bearer \" (without quotes) to it"
    in: "header"
    name: "Authorization"
    type: "apiKey"
    "#);
}

#[test]
fn a_row_has_a_property_for_each_column() {
    assert_snapshot!(part("/definitions/films/properties"), @r#"
    id: {"description":"Its number\n\nNote:\nThis is a Primary Key.<pk/>","format":"int32","type":"integer"}
    title: {"description":"Its title","format":"character varying","maxLength":10,"type":"string"}
    year: {"format":"int32","type":"integer"}
    seconds: {"format":"int64","type":"integer"}
    budget: {"default":0.5,"format":"numeric","type":"number"}
    score: {"format":"double precision","type":"number"}
    seen: {"default":false,"format":"boolean","type":"boolean"}
    tags: {"format":"text[]","items":{"type":"string"},"type":"array"}
    extra/~%: {"format":"json[]","items":{},"type":"array"}
    info: {"format":"jsonb"}
    colour: {"default":"red","enum":["red","blue"],"format":"api.colour","type":"string"}
    added: {"default":"now()","format":"timestamp with time zone","type":"string"}
    released: {"default":"1895-12-28","format":"date","type":"string"}
    slug: {"format":"text","type":"string"}
    director_id: {"description":"Note:\nThis is a Foreign Key to `directors.id`.<fk table='directors' column='id'/>","format":"int32","type":"integer"}
    "#);
}

#[test]
fn a_row_has_its_relations_comment_and_needs_what_cannot_be_null() {
    let mut films = document()["definitions"]["films"].clone();
    films.as_object_mut().unwrap().remove("properties");
    assert_snapshot!(lines(&films), @r#"
    description: "Films\n\nEach of them\nonce."
    required: ["id","title","seen"]
    type: "object"
    "#);
}

#[test]
fn a_views_row_needs_nothing_and_has_its_tables_key() {
    assert_snapshot!(part("/definitions/archive"), @r#"
    description: "What was"
    properties: {"id":{"description":"Note:\nThis is a Primary Key.<pk/>","format":"int32","type":"integer"}}
    type: "object"
    "#);
}

#[test]
fn a_relation_can_be_read_and_changed() {
    let path = &document()["paths"]["/films"];
    for operation in ["get", "post", "patch", "delete"] {
        assert_eq!(path[operation]["summary"], "Films");
        assert_eq!(path[operation]["description"], "Each of them\nonce.");
        assert_eq!(path[operation]["tags"], json!(["films"]));
    }
    assert_snapshot!(part("/paths/~1directors/get"), @r##"
    parameters: [{"$ref":"#/parameters/rowFilter.directors.id"},{"$ref":"#/parameters/select"},{"$ref":"#/parameters/order"},{"$ref":"#/parameters/range"},{"$ref":"#/parameters/rangeUnit"},{"$ref":"#/parameters/offset"},{"$ref":"#/parameters/limit"},{"$ref":"#/parameters/preferCount"}]
    responses: {"200":{"description":"OK","schema":{"items":{"$ref":"#/definitions/directors"},"type":"array"}},"206":{"description":"Partial Content"}}
    tags: ["directors"]
    "##);
    assert_snapshot!(part("/paths/~1directors/post"), @r##"
    parameters: [{"$ref":"#/parameters/body.directors"},{"$ref":"#/parameters/select"},{"$ref":"#/parameters/preferPost"}]
    responses: {"201":{"description":"Created"}}
    tags: ["directors"]
    "##);
    assert_snapshot!(part("/paths/~1directors/patch"), @r##"
    parameters: [{"$ref":"#/parameters/rowFilter.directors.id"},{"$ref":"#/parameters/body.directors"},{"$ref":"#/parameters/preferReturn"}]
    responses: {"204":{"description":"No Content"}}
    tags: ["directors"]
    "##);
    assert_snapshot!(part("/paths/~1directors/delete"), @r##"
    parameters: [{"$ref":"#/parameters/rowFilter.directors.id"},{"$ref":"#/parameters/preferReturn"}]
    responses: {"204":{"description":"No Content"}}
    tags: ["directors"]
    "##);
}

#[test]
fn a_relation_that_cannot_be_changed_at_all_is_only_read() {
    assert_eq!(names("/paths/~1archive"), ["get"]);
    assert_eq!(names("/paths/~1odd.name {x}"), ["get", "post", "patch", "delete"]);
}

#[test]
fn parameters_are_shared() {
    assert_snapshot!(part("/parameters").lines().take(16).collect::<Vec<_>>().join("\n"), @r##"
    preferParams: {"description":"Preference","in":"header","name":"Prefer","required":false,"type":"string"}
    preferReturn: {"description":"Preference","enum":["return=representation","return=minimal","return=none"],"in":"header","name":"Prefer","required":false,"type":"string"}
    preferCount: {"description":"Preference","enum":["count=none"],"in":"header","name":"Prefer","required":false,"type":"string"}
    preferPost: {"description":"Preference","enum":["return=representation","return=minimal","return=none","resolution=ignore-duplicates","resolution=merge-duplicates"],"in":"header","name":"Prefer","required":false,"type":"string"}
    select: {"description":"Filtering Columns","in":"query","name":"select","required":false,"type":"string"}
    on_conflict: {"description":"On Conflict","in":"query","name":"on_conflict","required":false,"type":"string"}
    order: {"description":"Ordering","in":"query","name":"order","required":false,"type":"string"}
    range: {"description":"Limiting and Pagination","in":"header","name":"Range","required":false,"type":"string"}
    rangeUnit: {"default":"items","description":"Limiting and Pagination","in":"header","name":"Range-Unit","required":false,"type":"string"}
    offset: {"description":"Limiting and Pagination","in":"query","name":"offset","required":false,"type":"string"}
    limit: {"description":"Limiting and Pagination","in":"query","name":"limit","required":false,"type":"string"}
    body.archive: {"description":"archive","in":"body","name":"archive","required":false,"schema":{"$ref":"#/definitions/archive"}}
    rowFilter.archive.id: {"in":"query","name":"id","required":false,"type":"string"}
    body.directors: {"description":"directors","in":"body","name":"directors","required":false,"schema":{"$ref":"#/definitions/directors"}}
    rowFilter.directors.id: {"in":"query","name":"id","required":false,"type":"string"}
    body.films: {"description":"films","in":"body","name":"films","required":false,"schema":{"$ref":"#/definitions/films"}}
    "##);
    assert_snapshot!(part("/parameters/rowFilter.films.id"), @r#"
    description: "Its number"
    in: "query"
    name: "id"
    required: false
    type: "string"
    "#);
}

#[test]
fn of_the_overloads_that_may_be_seen_the_last_is_listed_with_types_as_the_search_path_prints_them() {
    assert_snapshot!(part("/paths/~1rpc~1rate"), @r##"post: {"description":"From one to five.","parameters":[{"in":"body","name":"args","required":true,"schema":{"description":"Rates a film\nFrom one to five.","required":["film"],"properties":{"film":{"format":"int32","type":"integer"},"stars":{"format":"stars","type":"string"}},"type":"object"}},{"$ref":"#/parameters/preferParams"}],"produces":["application/json","application/vnd.pgrst.object+json;nulls=stripped","application/vnd.pgrst.object+json"],"responses":{"200":{"description":"OK"}},"summary":"Rates a film","tags":["(rpc) rate"]}"##);
}

#[test]
fn a_variadic_argument_comes_one_value_at_a_time() {
    assert_snapshot!(part("/paths/~1rpc~1best/get/parameters/0"), @r#"
    collectionFormat: "multi"
    in: "query"
    items: {"format":"int32","type":"integer"}
    name: "years"
    required: false
    type: "array"
    "#);
    assert_snapshot!(part("/paths/~1rpc~1best/post/parameters/0/schema"), @r#"
    properties: {"years":{"format":"integer[]","items":{"type":"integer"},"type":"array"}}
    type: "object"
    "#);
}

#[test]
fn arrays_and_json_are_strings_in_a_query_string() {
    assert_snapshot!(part("/paths/~1rpc~1search/get/parameters/2"), @r#"
    format: "jsonb"
    in: "query"
    name: "filter"
    required: true
    type: "string"
    "#);
    assert_snapshot!(part("/paths/~1rpc~1search/get/parameters/3"), @r#"
    format: "text[]"
    in: "query"
    name: "tags"
    required: true
    type: "string"
    "#);
    assert_snapshot!(part("/paths/~1rpc~1search/post/parameters/0/schema/properties"), @r#"
    words: {"format":"text","type":"string"}
    since: {"format":"timestamp with time zone","type":"string"}
    filter: {"format":"jsonb"}
    tags: {"format":"text[]","items":{"type":"string"},"type":"array"}
    "#);
}

#[test]
fn a_function_without_arguments_has_no_parameters_to_get_it_and_an_empty_object_to_post() {
    assert_snapshot!(part("/paths/~1rpc~1showing"), @r##"
    get: {"produces":["application/json","application/vnd.pgrst.object+json;nulls=stripped","application/vnd.pgrst.object+json"],"responses":{"200":{"description":"OK"}},"tags":["(rpc) showing"]}
    post: {"parameters":[{"in":"body","name":"args","required":true,"schema":{"type":"object"}},{"$ref":"#/parameters/preferParams"}],"produces":["application/json","application/vnd.pgrst.object+json;nulls=stripped","application/vnd.pgrst.object+json"],"responses":{"200":{"description":"OK"}},"tags":["(rpc) showing"]}
    "##);
}
