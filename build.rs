//! Gives the shared library its SONAME, which cargo has no setting for. Nothing is generated
//! here: the header is committed, so that a C build needs no more than cargo.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let variable = |name: &str| std::env::var(name).expect("cargo sets it for build scripts");
    if variable("CARGO_CFG_TARGET_OS") == "linux" {
        // A version that may change the interface has a name of its own: before 1.0 each minor.
        let mut abi = variable("CARGO_PKG_VERSION_MAJOR");
        if abi == "0" {
            abi = format!("0.{}", variable("CARGO_PKG_VERSION_MINOR"));
        }
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libwrtmem.so.{abi}");
    }
}
