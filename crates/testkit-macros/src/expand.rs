//! From one function to two tests.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Ident, ItemFn};

use crate::sentence::{Arguments, check};

/// The databases: the test's name, and its name in the kit.
const ENGINES: [(&str, &str); 2] = [("on_sqlite", "Sqlite"), ("on_postgres", "Postgres")];

/// Expands the attribute. After a mistake the function itself stays, so that the editor keeps
/// understanding it and nothing but the mistake is reported.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            let error = error.to_compile_error();
            return quote!(#error #item);
        }
    };
    match syn::parse2(arguments).and_then(|arguments| tests(&arguments, &function)) {
        Ok(tests) => tests,
        Err(error) => {
            let error = error.to_compile_error();
            quote! {
                #error
                #[cfg(test)]
                #[expect(dead_code, reason = "its tests can't be made")]
                #item
            }
        }
    }
}

fn tests(arguments: &Arguments, function: &ItemFn) -> syn::Result<TokenStream> {
    check(function)?;
    let name = &function.sig.ident;
    let attributes = |wanted: fn(&Attribute) -> bool| {
        function.attrs.iter().filter(move |attribute| wanted(attribute))
    };
    let conditions: Vec<_> = attributes(is_condition).collect();
    let of_tests: Vec<_> = attributes(is_of_tests).collect();
    let mut body = function.clone();
    body.attrs.retain(|attribute| !is_of_tests(attribute));
    let setup = match &arguments.with {
        Some(change) => quote!(::umbra_testkit::Setup::with(super::#change)),
        None => quote!(::umbra_testkit::Setup::default()),
    };
    let tests = ENGINES.map(|(test, engine)| {
        let test = Ident::new(test, name.span());
        let engine = Ident::new(engine, name.span());
        quote! {
            #[test]
            #(#of_tests)*
            fn #test() {
                ::umbra_testkit::run(::umbra_testkit::Engine::#engine, #setup, super::#name);
            }
        }
    });
    // Functions and modules have names of their own kind, so both can have this one, and the
    // body needs no glob import to see what is around it.
    Ok(quote! {
        #[cfg(test)]
        #body

        #[cfg(test)]
        #(#conditions)*
        mod #name {
            #(#tests)*
        }
    })
}

/// Tells whether the attribute decides if the function exists.
fn is_condition(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
}

/// Tells whether the attribute says how a test is run.
fn is_of_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("ignore") || attribute.path().is_ident("should_panic")
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use super::*;

    fn expanded(arguments: &str, item: &str) -> String {
        let arguments = TokenStream::from_str(arguments).unwrap();
        expand(arguments, TokenStream::from_str(item).unwrap()).to_string()
    }

    /// Expands something wrong and gives the messages.
    fn refused(arguments: &str, item: &str) -> String {
        let text = expanded(arguments, item);
        assert!(text.contains("compile_error !"), "{text}");
        assert!(!text.contains("on_sqlite"), "{text}");
        text
    }

    #[test]
    fn a_sentence_becomes_a_test_on_each_database() {
        let text = expanded("", "async fn it_works(t: TestApp) {}");
        assert!(text.contains("async fn it_works (t : TestApp)"), "{text}");
        assert!(text.contains("mod it_works {"), "{text}");
        for (test, engine) in ENGINES {
            assert!(text.contains(&format!("fn {test} ()")), "{text}");
            assert!(text.contains(&format!("Engine :: {engine}")), "{text}");
        }
    }

    #[test]
    fn attributes_go_where_they_matter() {
        let item = r#"#[cfg(unix)] #[ignore] #[should_panic] #[doc = "D"] async fn a(t: T) {}"#;
        let text = expanded("", item);
        assert_eq!(text.matches("# [cfg (unix)]").count(), 2, "{text}");
        assert_eq!(text.matches("# [ignore]").count(), 2, "{text}");
        assert_eq!(text.matches("# [should_panic]").count(), 2, "{text}");
        assert_eq!(text.matches("# [doc = \"D\"]").count(), 1, "{text}");
    }

    #[test]
    fn a_setup_function_is_called() {
        let text = expanded("with = short_sessions", "async fn a(t: TestApp) {}");
        assert!(text.contains("Setup :: with (super :: short_sessions)"), "{text}");
    }

    #[test]
    fn every_mistake_in_the_signature_is_explained() {
        let text = refused("", "fn a<T>(t: TestApp, u: u8) -> u8 { 0 }");
        for part in ["is async", "nothing else", "returns nothing", "not generic"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(refused("", "async fn a() {}").contains("takes the app under test"));
        assert!(refused("", "async fn a(self) {}").contains("nothing else"));
        assert!(refused("", "#[tokio::test] async fn a(t: T) {}").contains("remove this"));
    }

    #[test]
    fn an_unknown_argument_is_explained() {
        let text = refused("on = sqlite", "async fn a(t: TestApp) {}");
        assert!(text.contains("the only argument is `with"), "{text}");
    }

    #[test]
    fn something_that_is_no_function_stays_in_place() {
        assert!(refused("", "struct A;").ends_with("struct A ;"));
    }
}
