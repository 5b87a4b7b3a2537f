//! Which types have a form here. The numbers of built-in types are those of `pg_type.dat`, which never change.

use hashbrown::HashSet;

use super::{Inexact, array, json, moment};

/// How values of a type are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One value.
    Scalar(Scalar),
    /// An array of them.
    Array(Scalar),
}

/// How one value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    /// It is JSON already: integers, json, jsonb.
    Verbatim,
    /// A number where JSON has one.
    Number,
    /// `t` or `f`.
    Boolean,
    /// Its text, in quotes.
    Text,
    /// A date.
    Date,
    /// A moment without time zone.
    Timestamp,
    /// A moment.
    TimestampTz,
}

impl Form {
    /// The form of a built-in type, and of those types of users whose values are known to be texts; `None` for rows, and
    /// whatever has not been compared with PostgreSQL's own JSON.
    pub(super) fn of(type_oid: u32, text_types: &HashSet<u32>) -> Option<Self> {
        let of_users = || text_types.contains(&type_oid).then_some(Self::Scalar(Scalar::Text));
        scalar(type_oid)
            .map(Self::Scalar)
            .or_else(|| element(type_oid).and_then(scalar).map(Self::Array))
            .or_else(of_users)
    }

    /// Writes a value that is not null, from its text.
    pub(super) fn write(self, text: &[u8], out: &mut Vec<u8>) -> Result<(), Inexact> {
        match self {
            Self::Scalar(scalar) => scalar.write(text, out),
            Self::Array(element) => array::array(element, text, out),
        }
    }
}

impl Scalar {
    /// Writes a value that is not null, from its text.
    pub(super) fn write(self, text: &[u8], out: &mut Vec<u8>) -> Result<(), Inexact> {
        match self {
            Self::Verbatim => out.extend_from_slice(text),
            Self::Number => json::number(text, out),
            Self::Boolean => out.extend_from_slice(if text == b"t" { b"true" } else { b"false" }),
            Self::Text => json::string(text, out),
            Self::Date => moment::date(text, out)?,
            Self::Timestamp => moment::timestamp(text, out)?,
            Self::TimestampTz => moment::timestamp_tz(text, out)?,
        }
        Ok(())
    }
}

fn scalar(type_oid: u32) -> Option<Scalar> {
    Some(match type_oid {
        // int8, int2, int4, json, jsonb
        20 | 21 | 23 | 114 | 3802 => Scalar::Verbatim,
        // float4, float8, numeric
        700 | 701 | 1700 => Scalar::Number,
        // bool
        16 => Scalar::Boolean,
        // text, varchar, bpchar, name, "char", uuid
        25 | 1043 | 1042 | 19 | 18 | 2950
        // time, timetz, interval
        | 1083 | 1266 | 1186
        // bytea, oid, money, xml, bit, varbit
        | 17 | 26 | 790 | 142 | 1560 | 1562
        // inet, cidr, macaddr, macaddr8
        | 869 | 650 | 829 | 774
        // tsvector, tsquery
        | 3614 | 3615
        // point, lseg, path, box, polygon, line, circle
        | 600 | 601 | 602 | 603 | 604 | 628 | 718
        // int4range, numrange, tsrange, tstzrange, daterange, int8range
        | 3904 | 3906 | 3908 | 3910 | 3912 | 3926 => Scalar::Text,
        1082 => Scalar::Date,
        1114 => Scalar::Timestamp,
        1184 => Scalar::TimestampTz,
        _ => return None,
    })
}

/// The type of an array's items, where they are separated by commas.
fn element(type_oid: u32) -> Option<u32> {
    Some(match type_oid {
        // bool, int2, int4, int8
        1000 => 16,
        1005 => 21,
        1007 => 23,
        1016 => 20,
        // float4, float8, numeric
        1021 => 700,
        1022 => 701,
        1231 => 1700,
        // text, varchar, bpchar, name, uuid
        1009 => 25,
        1015 => 1043,
        1014 => 1042,
        1003 => 19,
        2951 => 2950,
        // json, jsonb
        199 => 114,
        3807 => 3802,
        // date, timestamp, timestamptz, time, interval
        1182 => 1082,
        1115 => 1114,
        1185 => 1184,
        1183 => 1083,
        1187 => 1186,
        // bytea, inet, cidr
        1001 => 17,
        1041 => 869,
        651 => 650,
        _ => return None,
    })
}
