use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::example::{VISIBLE, document_of, lines};
use crate::{Access, openapi31};

fn described(access: &Access, security: bool) -> Value {
    document_of(access, security, |visible, document| serde_json::to_value(openapi31(visible, document)).unwrap())
}

fn document() -> Value {
    described(&Access::from_json(VISIBLE.as_bytes()).unwrap(), true)
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
    for long in ["paths", "components"] {
        root.as_object_mut().unwrap().remove(long).unwrap();
    }
    assert_snapshot!(lines(&root), @r#"
    openapi: "3.1.0"
    info: {"title":"Films","version":"16.1","description":"All of them,\nand more."}
    servers: [{"url":"https://films.example:8443/v1"}]
    security: [{"JWT":[]}]
    externalDocs: {"description":"PostgREST Documentation","url":"https://postgrest.org/en/v16/references/api.html"}
    "#);
    assert_snapshot!(part("/components/securitySchemes"), @r#"JWT: {"type":"http","scheme":"bearer","bearerFormat":"JWT"}"#);
}

#[test]
fn a_row_has_a_schema_for_each_column() {
    assert_snapshot!(part("/components/schemas/films/properties"), @r#"
    id: {"type":"integer","format":"int32","description":"Its number\n\nNote:\nThis is a Primary Key.<pk/>"}
    title: {"type":"string","maxLength":10,"description":"Its title"}
    year: {"type":["integer","null"],"format":"int32"}
    seconds: {"type":["integer","null"],"format":"int64"}
    budget: {"type":["number","null"],"default":0.5}
    score: {"type":["number","null"],"format":"double"}
    seen: {"type":"boolean","default":false}
    tags: {"type":["array","null"],"items":{"type":"string"}}
    extra/~%: {"type":["array","null"],"items":{}}
    info: {"default":{"a":1}}
    colour: {"type":["string","null"],"format":"api.colour","enum":["red","blue",null],"default":"red"}
    added: {"type":["string","null"],"format":"date-time"}
    released: {"type":["string","null"],"format":"date","default":"1895-12-28"}
    slug: {"type":["string","null"],"readOnly":true}
    director_id: {"type":["integer","null"],"format":"int32","description":"Note:\nThis is a Foreign Key to `directors.id`.<fk table='directors' column='id'/>"}
    "#);
    assert_snapshot!(part("/components/schemas/films/required"), @r#"["id","title","seen"]"#);
}

#[test]
fn an_insert_needs_what_has_no_default_and_generated_columns_are_not_written() {
    assert_snapshot!(part("/components/schemas/films.insert"), @r##"
    $ref: "#/components/schemas/films.update"
    required: ["title"]
    "##);
    let update = &document()["components"]["schemas"]["films.update"];
    assert_eq!(update.get("required"), None);
    assert_eq!(update["properties"].as_object().unwrap().len(), 14);
    assert_eq!(update["properties"]["id"], json!({ "$ref": "#/components/schemas/films/properties/id" }));
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut count = 0;
    each_reference(&document, &mut |reference| {
        let pointer = percent_encoding::percent_decode_str(reference.strip_prefix('#').unwrap()).decode_utf8().unwrap();
        assert!(document.pointer(&pointer).is_some(), "{reference}");
        count += 1;
    });
    assert!(count > 100, "{count}");
}

fn each_reference(value: &Value, see: &mut impl FnMut(&str)) {
    match value {
        Value::Object(members) => {
            members.get("$ref").and_then(Value::as_str).into_iter().for_each(&mut *see);
            members.values().for_each(|value| each_reference(value, see));
        }
        Value::Array(items) => items.iter().for_each(|value| each_reference(value, see)),
        _ => {}
    }
}

#[test]
fn names_are_escaped_where_only_some_characters_may_stand() {
    let odd = names("/components/schemas").into_iter().filter(|name| name.starts_with("odd")).collect::<Vec<_>>();
    assert_eq!(odd, ["odd-2e-name-20--7b-x-7d-", "odd-2e-name-20--7b-x-7d-.insert", "odd-2e-name-20--7b-x-7d-.update"]);
    assert_eq!(names("/paths")[4], "/odd.name%20%7Bx%7D");
}

#[test]
fn a_relation_can_be_done_to_what_it_allows() {
    assert_eq!(names("/paths/~1films"), ["get", "post", "patch", "delete"]);
    assert_eq!(names("/paths/~1archive"), ["get"]);
    assert_eq!(names("/paths/~1odd.name%20%7Bx%7D"), ["get", "post"]);
    assert_snapshot!(part("/paths/~1directors/get"), @r##"
    tags: ["directors"]
    parameters: [{"$ref":"#/components/parameters/rowFilter.directors.id"},{"$ref":"#/components/parameters/select"},{"$ref":"#/components/parameters/order"},{"$ref":"#/components/parameters/range"},{"$ref":"#/components/parameters/rangeUnit"},{"$ref":"#/components/parameters/offset"},{"$ref":"#/components/parameters/limit"},{"$ref":"#/components/parameters/preferCount"}]
    responses: {"200":{"$ref":"#/components/responses/rows.directors","description":"OK"},"206":{"$ref":"#/components/responses/rows.directors","description":"Partial Content"},"default":{"$ref":"#/components/responses/error"}}
    "##);
    assert_snapshot!(part("/paths/~1directors/post"), @r##"
    tags: ["directors"]
    parameters: [{"$ref":"#/components/parameters/select"},{"$ref":"#/components/parameters/on_conflict"},{"$ref":"#/components/parameters/preferPost"}]
    requestBody: {"content":{"application/json":{"schema":{"oneOf":[{"$ref":"#/components/schemas/directors.insert"},{"type":"array","items":{"$ref":"#/components/schemas/directors.insert"}}]}},"application/x-www-form-urlencoded":{"schema":{"$ref":"#/components/schemas/directors.insert"}},"text/csv":{"schema":{"type":"string"}}}}
    responses: {"200":{"$ref":"#/components/responses/rows.directors","description":"OK"},"201":{"$ref":"#/components/responses/rows.directors","description":"Created"},"default":{"$ref":"#/components/responses/error"}}
    "##);
    assert_snapshot!(part("/paths/~1directors/patch"), @r##"
    tags: ["directors"]
    parameters: [{"$ref":"#/components/parameters/rowFilter.directors.id"},{"$ref":"#/components/parameters/preferReturn"}]
    requestBody: {"content":{"application/json":{"schema":{"$ref":"#/components/schemas/directors.update"}},"application/x-www-form-urlencoded":{"schema":{"$ref":"#/components/schemas/directors.update"}},"text/csv":{"schema":{"type":"string"}}}}
    responses: {"200":{"$ref":"#/components/responses/rows.directors","description":"OK"},"204":{"description":"No Content"},"default":{"$ref":"#/components/responses/error"}}
    "##);
    assert_snapshot!(part("/paths/~1directors/delete"), @r##"
    tags: ["directors"]
    parameters: [{"$ref":"#/components/parameters/rowFilter.directors.id"},{"$ref":"#/components/parameters/preferReturn"}]
    responses: {"200":{"$ref":"#/components/responses/rows.directors","description":"OK"},"204":{"description":"No Content"},"default":{"$ref":"#/components/responses/error"}}
    "##);
}

#[test]
fn responses_are_shared() {
    assert_snapshot!(part("/components/responses/rows.films"), @r##"
    description: "Rows"
    content: {"application/json":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/films"}}},"application/vnd.pgrst.object+json;nulls=stripped":{"schema":{"$ref":"#/components/schemas/films"}},"application/vnd.pgrst.object+json":{"schema":{"$ref":"#/components/schemas/films"}},"text/csv":{"schema":{"type":"string"}}}
    "##);
    assert_snapshot!(part("/components/responses/error"), @r#"
    description: "The request failed"
    content: {"application/json":{"schema":{"type":"object","properties":{"code":{"type":"string"},"message":{"type":"string"},"details":{},"hint":{"type":["string","null"]}},"required":["code","message"]}}}
    "#);
}

#[test]
fn parameters_are_shared() {
    assert_snapshot!(part("/components/parameters").lines().take(12).collect::<Vec<_>>().join("\n"), @r#"
    preferParams: {"name":"Prefer","in":"header","description":"Preference","schema":{"type":"string"}}
    preferReturn: {"name":"Prefer","in":"header","description":"Preference","schema":{"type":"string","enum":["return=representation","return=minimal","return=none"]}}
    preferCount: {"name":"Prefer","in":"header","description":"Preference","schema":{"type":"string","enum":["count=none"]}}
    preferPost: {"name":"Prefer","in":"header","description":"Preference","schema":{"type":"string","enum":["return=representation","return=minimal","return=none","resolution=ignore-duplicates","resolution=merge-duplicates"]}}
    select: {"name":"select","in":"query","description":"Filtering Columns","schema":{"type":"string"}}
    on_conflict: {"name":"on_conflict","in":"query","description":"On Conflict","schema":{"type":"string"}}
    order: {"name":"order","in":"query","description":"Ordering","schema":{"type":"string"}}
    range: {"name":"Range","in":"header","description":"Limiting and Pagination","schema":{"type":"string"}}
    rangeUnit: {"name":"Range-Unit","in":"header","description":"Limiting and Pagination","schema":{"type":"string","default":"items"}}
    offset: {"name":"offset","in":"query","description":"Limiting and Pagination","schema":{"type":"string"}}
    limit: {"name":"limit","in":"query","description":"Limiting and Pagination","schema":{"type":"string"}}
    rowFilter.archive.id: {"name":"id","in":"query","schema":{"type":"string"}}
    "#);
}

#[test]
fn a_function_takes_an_object_and_returns_what_it_says() {
    assert_snapshot!(part("/paths/~1rpc~1rate"), @r##"post: {"tags":["(rpc) rate"],"summary":"Rates a film","description":"From one to five.","parameters":[{"$ref":"#/components/parameters/preferParams"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","properties":{"film":{"type":"integer","format":"int32"},"stars":{"type":"string","format":"stars"}},"required":["film"]}}}},"responses":{"200":{"description":"OK","content":{"application/json":{"schema":{"type":["number","null"]}},"application/vnd.pgrst.object+json;nulls=stripped":{"schema":{"type":"number"}},"application/vnd.pgrst.object+json":{"schema":{"type":"number"}}}},"default":{"$ref":"#/components/responses/error"}}}"##);
    assert_snapshot!(part("/paths/~1rpc~1best/get"), @r##"
    tags: ["(rpc) best"]
    parameters: [{"name":"years","in":"query","schema":{"type":"array","items":{"type":"integer","format":"int32"}}}]
    responses: {"200":{"description":"OK","content":{"application/json":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/films"}}},"application/vnd.pgrst.object+json;nulls=stripped":{"schema":{"$ref":"#/components/schemas/films"}},"application/vnd.pgrst.object+json":{"schema":{"$ref":"#/components/schemas/films"}},"text/csv":{"schema":{"type":"string"}}}},"default":{"$ref":"#/components/responses/error"}}
    "##);
    assert_snapshot!(part("/paths/~1rpc~1search/get/parameters"), @r#"[{"name":"words","in":"query","required":true,"schema":{"type":"string"}},{"name":"since","in":"query","required":true,"schema":{"type":"string","format":"date-time"}},{"name":"filter","in":"query","required":true,"schema":{"type":"string","contentMediaType":"application/json"}},{"name":"tags","in":"query","required":true,"schema":{"type":"string","format":"text[]"}}]"#);
    assert_snapshot!(part("/paths/~1rpc~1search/get/responses/200/content/application~1json"), @r#"schema: {"type":"array","items":{"type":"array","items":{"type":"integer","format":"int32"}}}"#);
}

#[test]
fn a_function_that_returns_nothing_has_a_response_without_content() {
    assert_snapshot!(part("/paths/~1rpc~1forget/post/responses"), @r##"
    204: {"description":"No Content"}
    default: {"$ref":"#/components/responses/error"}
    "##);
}

#[test]
fn an_argument_without_a_name_is_the_body_and_cannot_be_in_a_query_string() {
    assert_eq!(names("/paths/~1rpc~1upload"), ["post"]);
    assert_snapshot!(part("/paths/~1rpc~1upload/post/requestBody"), @r#"
    required: true
    content: {"application/octet-stream":{"schema":{}}}
    "#);
    assert_snapshot!(part("/paths/~1rpc~1upload/post/responses/200/content/application~1json"), @r#"schema: {"type":["string","null"],"format":"date-time"}"#);
}

#[test]
fn a_function_without_arguments_has_no_body() {
    assert_eq!(names("/paths/~1rpc~1showing/post"), ["tags", "parameters", "responses"]);
    assert_eq!(names("/paths/~1rpc~1showing/get"), ["tags", "responses"]);
}
