//! The doorway: parse, run, exit code.

fn main() -> std::process::ExitCode {
    dockerctx_inspect::cli::main()
}
