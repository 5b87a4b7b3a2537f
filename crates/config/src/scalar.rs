//! Settings whose types are Rust's own.

use std::path::PathBuf;
use std::time::Duration;

use crate::error::Invalid;
use crate::setting::SettingType;
use crate::value::{Value, quoted};

/// Unset is written as `""`, which is not read as a value of any type.
impl<T: SettingType> SettingType for Option<T> {
    const KIND: &'static str = T::KIND;

    fn read(key: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        T::read(key, value).map(|value| value.map(Some))
    }

    fn write(&self) -> String {
        self.as_ref().map_or_else(|| quoted(""), T::write)
    }
}

impl SettingType for bool {
    const KIND: &'static str = "boolean";

    fn read(_: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        Ok(value.boolean())
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// A port, of which any integer is accepted: whoever binds or calls it says what is wrong with `-1` (CLI-05).
impl SettingType for i64 {
    const KIND: &'static str = "integer";

    fn read(_: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        Ok(value.integer())
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// A limit.
impl SettingType for u64 {
    const KIND: &'static str = "integer";

    fn read(key: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        value.integer().map(Self::try_from).transpose().map_err(|_| Invalid::Negative(key))
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// A capacity. A negative one is 0, as it is to PostgREST's pool and cache.
impl SettingType for usize {
    const KIND: &'static str = "integer";

    fn read(_: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        Ok(value.integer().map(|integer| Self::try_from(integer.max(0)).unwrap_or(Self::MAX)))
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// Whole seconds. A negative duration has passed already, as one of 0 has.
impl SettingType for Duration {
    const KIND: &'static str = "seconds";

    fn read(_: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        Ok(value.integer().map(|seconds| Self::from_secs(seconds.try_into().unwrap_or(0))))
    }

    fn write(&self) -> String {
        self.as_secs().to_string()
    }
}

impl SettingType for String {
    const KIND: &'static str = "text";

    fn read(_: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        Ok(Some(value.text().into_owned()))
    }

    fn write(&self) -> String {
        quoted(self)
    }
}

impl SettingType for PathBuf {
    const KIND: &'static str = "path";

    fn read(_: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        Ok(Some(Self::from(value.text().as_ref())))
    }

    fn write(&self) -> String {
        quoted(&self.to_string_lossy())
    }
}

/// Items between commas, without the white space around them. An empty text has no items.
impl SettingType for Vec<String> {
    const KIND: &'static str = "list, separated by commas";

    fn read(_: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        let text = value.text();
        if text.is_empty() {
            return Ok(Some(Self::new()));
        }
        Ok(Some(text.split(',').map(|item| item.trim().to_owned()).collect()))
    }

    fn write(&self) -> String {
        quoted(&self.join(","))
    }
}
