//! ApiRequest and Catalog become a Plan, or a reason why not.
