//! What a test function must look like.

use syn::{
    Attribute, Error, FnArg, Ident, ItemFn, ReturnType, Token,
    parse::{Parse, ParseStream},
};

/// Shows the form that is asked for.
const FORM: &str = "write `async fn a_sentence(t: TestApp) { … }`";

/// The arguments of the attribute.
#[derive(Default)]
pub(crate) struct Arguments {
    /// The function beside the test that changes the setup.
    pub(crate) with: Option<Ident>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            return Ok(Self::default());
        }
        let name: Ident = input.parse()?;
        if name != "with" {
            return Err(Error::new(name.span(), "the only argument is `with = a_function`"));
        }
        input.parse::<Token![=]>()?;
        let with = input.parse()?;
        input.parse::<Option<Token![,]>>()?;
        Ok(Self { with: Some(with) })
    }
}

/// Checks the signature. Every mistake is reported, not only the first.
pub(crate) fn check(function: &ItemFn) -> syn::Result<()> {
    let signature = &function.sig;
    let mut mistakes = Vec::new();
    if signature.asyncness.is_none() {
        mistakes.push(Error::new_spanned(
            signature.fn_token,
            format!("an umbra_test is async: {FORM}"),
        ));
    }
    match signature.inputs.iter().collect::<Vec<_>>().as_slice() {
        [FnArg::Typed(_)] => {}
        [] => mistakes.push(Error::new(
            signature.paren_token.span.join(),
            format!("an umbra_test takes the app under test: {FORM}"),
        )),
        _ => mistakes.push(Error::new_spanned(
            &signature.inputs,
            format!("an umbra_test takes the app under test and nothing else: {FORM}"),
        )),
    }
    if let ReturnType::Type(_, result) = &signature.output {
        mistakes.push(Error::new_spanned(
            result,
            "an umbra_test returns nothing: use `unwrap`, which shows where it failed",
        ));
    }
    if !signature.generics.params.is_empty() || signature.generics.where_clause.is_some() {
        mistakes.push(Error::new_spanned(&signature.generics, "an umbra_test is not generic"));
    }
    if let Some(attribute) = function.attrs.iter().find(|attribute| is_test(attribute)) {
        mistakes.push(Error::new_spanned(
            attribute,
            "umbra_test makes the tests itself: remove this attribute",
        ));
    }
    mistakes
        .into_iter()
        .reduce(|mut all, next| {
            all.combine(next);
            all
        })
        .map_or(Ok(()), Err)
}

/// Tells whether the attribute would make a test of the function: `test`, `tokio::test`, ….
fn is_test(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == "test")
}
