//! Finding the name a client may have meant (ERR-50 … ERR-52).
