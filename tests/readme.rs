//! What the README shows is what is built.

/// `examples_c/hello.c` is compiled and run by `c_tests.rs`; the README quotes it.
#[test]
fn the_readme_quotes_hello_c() {
    let readme = include_str!("../README.md");
    let code = readme.split("```c\n").nth(1).and_then(|rest| rest.split("```").next());
    assert_eq!(code, Some(include_str!("../examples_c/hello.c")), "the README's C example");
}
