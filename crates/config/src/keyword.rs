//! Settings that know a few words.

use crate::error::Invalid;
use crate::setting::SettingType;
use crate::value::{Value, quoted};

macro_rules! keywords {
    ($(#[doc = $doc:literal])* $name:ident, $called:literal: $first:literal => $first_variant:ident $first_doc:literal,
     $($word:literal => $variant:ident $variant_doc:literal,)*) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            #[doc = $first_doc]
            $first_variant,
            $(#[doc = $variant_doc] $variant,)*
        }

        impl $name {
            /// The word for it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    Self::$first_variant => $first,
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl SettingType for $name {
            const KIND: &'static str = concat!("`", $first, "`", $(", `", $word, "`"),*);

            fn read(key: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
                match value.text().as_ref() {
                    $first => Ok(Some(Self::$first_variant)),
                    $($word => Ok(Some(Self::$variant)),)*
                    _ => Err(Invalid::Keyword { key, called: $called }),
                }
            }

            fn write(&self) -> String {
                quoted(self.as_str())
            }
        }
    };
}

keywords! {
    /// What is logged. Greater levels log more (OBS-03).
    LogLevel, "logging level":
    "crit" => Crit "No requests.",
    "error" => Error "Requests that failed with a server error.",
    "warn" => Warn "Requests that failed.",
    "info" => Info "All requests.",
    "debug" => Debug "All requests, and what the pool and the caches do.",
}

keywords! {
    /// How log lines are written.
    LogFormat, "log-format":
    "text" => Text "As PostgREST writes them.",
    "json" => Json "As one JSON object per line.",
}

keywords! {
    /// How much an error body says.
    ErrorVerbosity, "client-error-verbosity":
    "verbose" => Verbose "Code, message, details and hint.",
    "minimal" => Minimal "Code and message.",
}

keywords! {
    /// What the OpenAPI document shows.
    OpenApiMode, "openapi-mode":
    "follow-privileges" => FollowPrivileges "What the role of the request may use.",
    "ignore-privileges" => IgnorePrivileges "All that is exposed.",
    "disabled" => Disabled "There is no document.",
}

keywords! {
    /// How transactions end when nothing went wrong.
    TransactionEnd, "transaction termination":
    "commit" => Commit "In a commit.",
    "commit-allow-override" => CommitAllowOverride "In a commit, unless the request has `Prefer: tx=rollback`.",
    "rollback" => Rollback "In a rollback.",
    "rollback-allow-override" => RollbackAllowOverride "In a rollback, unless the request has `Prefer: tx=commit`.",
}

impl TransactionEnd {
    /// Whether transactions end in a rollback when the request does not say.
    pub const fn rolls_back(self) -> bool {
        matches!(self, Self::Rollback | Self::RollbackAllowOverride)
    }

    /// Whether the request may say.
    pub const fn allows_override(self) -> bool {
        matches!(self, Self::CommitAllowOverride | Self::RollbackAllowOverride)
    }
}
