//! Transcripts, tables and laws of the machine.
