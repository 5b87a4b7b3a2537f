//! What a role may see of a schema, as the database said it (OAS-02).

use std::collections::{HashMap, HashSet};

use rowgate_catalog::Routine;
use rowgate_core::Ident;
use serde::Deserialize;

/// What of a schema a document names. By default all that is in the catalog, without a comment on the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// The schema's comment.
    pub comment: Option<String>,
    /// Its relations.
    pub relations: Relations,
    /// Its functions.
    pub routines: Routines,
}

/// Which relations a document names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Relations {
    /// All of the schema.
    #[default]
    All,
    /// Those of these names.
    Only(HashSet<String>),
}

/// Which functions a document names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Routines {
    /// All of the schema.
    #[default]
    All,
    /// Those of these signatures, by name.
    Only(HashMap<String, Vec<Signature>>),
}

/// What tells one overload from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The types of the parameters, as the catalog has them.
    pub types: Vec<String>,
    /// The same types as the request's search path prints them: without the schemas that are on it.
    pub shown: Vec<String>,
}

/// Why what the database said cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("The visible objects are not in the form they were asked for")]
pub struct AccessError(#[from] serde_json::Error);

impl Access {
    /// Reads the JSON object that the statements of `rowgate_sql::visible_objects` and `rowgate_sql::schema_comment`
    /// give. What it does not list, it does not restrict.
    ///
    /// ```
    /// use rowgate_describe::{Access, Relations};
    ///
    /// let access = Access::from_json(br#"{"comment": null, "relations": ["films"], "routines": [["rate", ["integer"], ["integer"]]]}"#)?;
    /// assert_eq!(access.relations, Relations::Only(["films".to_owned()].into()));
    /// assert_eq!(Access::from_json(br#"{"comment": null}"#)?.relations, Relations::All);
    /// # Ok::<(), rowgate_describe::AccessError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When it is no such object.
    pub fn from_json(json: &[u8]) -> Result<Self, AccessError> {
        let Listed { comment, relations, routines } = serde_json::from_slice(json)?;
        Ok(Self {
            comment,
            relations: relations.map_or(Relations::All, Relations::Only),
            routines: routines.map_or(Routines::All, |routines| Routines::Only(by_name(routines))),
        })
    }
}

impl Relations {
    pub(crate) fn include(&self, name: &Ident) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.contains(name.as_str()),
        }
    }
}

impl Routines {
    /// The names of the parameters' types in a document that lists `routine`; `None` when it does not.
    pub(crate) fn shown_types<'a>(&'a self, routine: &'a Routine) -> Option<Vec<&'a str>> {
        let types = routine.parameters.iter().map(|parameter| parameter.type_name.as_str());
        match self {
            Self::All => Some(types.collect()),
            Self::Only(signatures) => signatures
                .get(routine.name.name.as_str())?
                .iter()
                .find(|signature| signature.types.iter().eq(types.clone()))
                .map(|signature| signature.shown.iter().map(String::as_str).collect()),
        }
    }
}

#[derive(Deserialize)]
struct Listed {
    comment: Option<String>,
    relations: Option<HashSet<String>>,
    routines: Option<Vec<ListedRoutine>>,
}

/// Comes as an array of its fields.
#[derive(Deserialize)]
struct ListedRoutine {
    name: String,
    types: Vec<String>,
    shown: Vec<String>,
}

fn by_name(routines: Vec<ListedRoutine>) -> HashMap<String, Vec<Signature>> {
    let mut signatures: HashMap<String, Vec<Signature>> = HashMap::new();
    for ListedRoutine { name, types, shown } in routines {
        signatures.entry(name).or_default().push(Signature { types, shown });
    }
    signatures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_list_of_objects_is_refused() {
        for json in ["", "[]", r#"{"relations": "films"}"#, r#"{"routines": [["rate", ["integer"]]]}"#] {
            assert!(Access::from_json(json.as_bytes()).is_err(), "{json}");
        }
    }

    #[test]
    fn overloads_are_kept_apart_by_their_types() {
        let json = br#"{"routines": [["rate", ["integer"], ["integer"]], ["rate", ["api.stars"], ["stars"]]]}"#;
        let Routines::Only(routines) = Access::from_json(json).unwrap().routines else { panic!("all are listed") };
        assert_eq!(routines["rate"][1].types, ["api.stars"]);
        assert_eq!(routines["rate"][1].shown, ["stars"]);
    }
}
