//! The pipeline, response shaping, CORS, reload, shutdown.
