//! Tests over the whole: broken files, hostile input, and the command line that reads them.
