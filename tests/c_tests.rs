//! Compiles each program in `c_tests/` as C11 and as C++17 against the library cargo just
//! built, and runs it: `cargo test` alone proves the C interface, without CMake. With the
//! feature crash-points those in `c_tests/crash/` too.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A program that is still running after this is killed and counts as failed.
const LIMIT: Duration = Duration::from_secs(60);

struct Workshop {
    sources: Vec<PathBuf>,
    /// Where this test's executable lies, and with it the library of the same build. The
    /// copy one folder up may be from another.
    library: PathBuf,
    work: PathBuf,
}

impl Workshop {
    fn new(folder: &str, language: &str) -> Workshop {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut sources: Vec<PathBuf> = std::fs::read_dir(root.join(folder))
            .expect("the folder is there")
            .map(|entry| entry.expect("the folder can be listed").path())
            .filter(|path| path.extension().is_some_and(|e| e == "c"))
            .collect();
        sources.sort();
        assert!(!sources.is_empty(), "{folder} has no programs");
        let executable = std::env::current_exe().expect("the test knows its own path");
        let library = executable.parent().expect("it lies in a folder").to_path_buf();
        let work = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("{}_{language}", folder.replace('/', "_")));
        std::fs::create_dir_all(&work).expect("the work folder can be made");
        // Programs look for the SONAME at run time; cargo builds only the plain name.
        let (major, minor) = (env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"));
        let abi = if major == "0" { format!("0.{minor}") } else { major.into() };
        let soname = work.join(format!("libwrtmem.so.{abi}"));
        let _ = std::fs::remove_file(&soname);
        std::os::unix::fs::symlink(library.join("libwrtmem.so"), soname).expect("a link");
        Workshop { sources, library, work }
    }

    fn compile(&self, source: &Path, cpp: bool) -> PathBuf {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let program = self.work.join(source.file_stem().expect("a .c file has a stem"));
        // The triple chooses the compiler's name only; CC and CXX override it.
        let triple = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
        let compiler = cc::Build::new()
            .cpp(cpp)
            .target(&triple)
            .host(&triple)
            .cargo_metadata(false)
            .opt_level(1)
            .out_dir(&self.work)
            .get_compiler();
        let mut command = Command::new(compiler.path());
        command.args(if cpp { ["-std=c++17", "-xc++"] } else { ["-std=c11", "-xc"] });
        command.args(["-Wall", "-Wextra", "-Werror", "-pedantic", "-g", "-O1", "-D_GNU_SOURCE"]);
        command.arg("-I").arg(root.join("include")).arg(source).args(["-xnone", "-o"]);
        command.arg(&program).arg("-L").arg(&self.library).args(["-lwrtmem", "-lpthread", "-lm"]);
        let output = command.output().unwrap_or_else(|error| {
            panic!("{}: {error}; install a C and a C++ compiler", compiler.path().display())
        });
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{} does not compile:\n{text}", source.display());
        program
    }

    fn run_all(&self, cpp: bool) {
        let mut failed = Vec::new();
        for source in &self.sources {
            let program = self.compile(source, cpp);
            let child = Command::new(&program)
                .env("LD_LIBRARY_PATH", &self.work)
                .stdin(Stdio::null())
                .spawn()
                .expect("a program just built can start");
            match wait(child) {
                Some(status) if status.success() => println!("{}: passed", source.display()),
                Some(status) => failed.push(format!("{}: {status}", source.display())),
                None => failed.push(format!("{}: not done after {LIMIT:?}", source.display())),
            }
        }
        assert!(failed.is_empty(), "{}", failed.join("\n"));
    }
}

fn wait(mut child: Child) -> Option<ExitStatus> {
    let end = Instant::now() + LIMIT;
    while Instant::now() < end {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().expect("a child can be killed");
    child.wait().expect("a killed child can be waited for");
    None
}

#[test]
fn every_c_program_passes_as_c11() {
    Workshop::new("c_tests", "c11").run_all(false);
}

#[test]
fn every_c_program_passes_as_cpp17() {
    Workshop::new("c_tests", "cxx17").run_all(true);
}

/// The README's program, as a reader would try it: the receiver waits, the sender sends; each of
/// them in C or in Python.
#[test]
fn hello_says_hello() {
    let file = Path::new("/dev/shm/wrtmem.hello");
    assert!(!file.exists(), "{} is in use: remove it", file.display());
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples_c");
    let workshop = Workshop::new("examples_c", "hello");
    let program = workshop.compile(&examples.join("hello.c"), false);
    let in_c = || Command::new(&program);
    let in_python = || {
        let mut command = Command::new("python3"); // Debian: apt-get install python3
        command.arg(examples.join("hello.py"));
        command
    };
    let start = |mut command: Command, role: &str| {
        command.arg(role).env("LD_LIBRARY_PATH", &workshop.work).stdin(Stdio::null());
        command.stdout(Stdio::piped()).spawn().unwrap_or_else(|e| panic!("{command:?}: {e}"))
    };
    for (from, to) in [(in_c(), in_c()), (in_python(), in_c()), (in_c(), in_python())] {
        let pair = format!("{from:?} to {to:?}");
        let (mut receiver, sender) = (start(to, "recv"), start(from, "send"));
        let said = receiver.stdout.take().expect("a pipe");
        let ends = [wait(sender), wait(receiver)];
        std::fs::remove_file(file).expect("they made the segment");
        let ended = ends.iter().all(|end| end.is_some_and(|status| status.success()));
        assert!(ended, "{pair}: {ends:?}");
        let said = std::io::read_to_string(said).expect("text");
        assert_eq!(said, "hello from lane 0\n", "{pair}");
    }
}

/// The programs that need the crash hook, which they declare themselves.
#[cfg(feature = "crash-points")]
mod crash_points {
    use super::Workshop;

    fn run_all(language: &str, cpp: bool) {
        let workshop = Workshop::new("c_tests/crash", language);
        let library = std::fs::read(workshop.library.join("libwrtmem.so")).expect("the library");
        let hook = b"\0wrtmem_test_panic_at\0";
        assert!(
            library.windows(hook.len()).any(|name| name == hook),
            "the library was built last without crash-points, and cargo keeps but one in a target \
             folder: use another, as scripts/test does"
        );
        workshop.run_all(cpp);
    }

    #[test]
    fn every_crash_program_passes_as_c11() {
        run_all("c11", false);
    }

    #[test]
    fn every_crash_program_passes_as_cpp17() {
        run_all("cxx17", true);
    }
}
