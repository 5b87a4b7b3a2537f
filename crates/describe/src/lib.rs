//! A Catalog as a role sees it becomes an OpenAPI document.
