//! Rendering by annotate-snippets, the drawing code of the Rust compiler.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Finding, Severity};

pub(super) fn finding(finding: &Finding, color: bool) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(finding.title.as_str());
    let mut group = match &finding.place {
        None => Group::with_title(title),
        Some(place) => {
            let mut mark = AnnotationKind::Primary.span(place.span());
            if !finding.label.is_empty() {
                mark = mark.label(finding.label.as_str());
            }
            let source = place.source();
            let snippet = Snippet::source(source.text()).path(source.name()).annotation(mark);
            title.element(snippet)
        }
    };
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}
