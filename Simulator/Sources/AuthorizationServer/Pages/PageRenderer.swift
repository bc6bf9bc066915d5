import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// Renders the pages. Values go in as plain text and are escaped by the templates' content type.
struct PageRenderer: Sendable {
    private let library: MustacheLibrary
    /// In the language of the request that is being answered.
    var text: PageText { PageLanguage.current.text }

    init() throws {
        MustacheContentTypes.register(HTMLEscaping(), named: HTMLEscaping.name)
        var library = MustacheLibrary()
        for (name, template) in PageTemplates.all + PageTemplates.ofAccount {
            // Each template names the escaping itself: a partial does not inherit it.
            let escaped = "{{% CONTENT_TYPE: \(HTMLEscaping.name)}}\n" + template
            try library.register(escaped, named: name)
        }
        self.library = library
    }

    /// The signed-in account in the page's head, with the token of its sign-out form.
    struct Account: Sendable {
        let username: String
        let signOutToken: String
    }

    func render(
        _ template: String, title: String, account: Account? = nil, _ values: [String: Any] = [:],
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var context = values
        context["text"] = text
        context["language"] = PageLanguage.current.rawValue
        context["title"] = title
        context["styleVersion"] = StyleSheet.version
        if let account {
            context["account"] = [
                "signedInAs": PageText.fill(text.signedInAs, ["username": account.username]),
                "signOutToken": account.signOutToken,
            ]
        }
        guard let html = library.render(context, withTemplate: template) else {
            throw HTTPError(.internalServerError)
        }
        return Response(
            status: status,
            headers: [
                .contentType: "text/html;charset=UTF-8",
                .contentLanguage: PageLanguage.current.rawValue, .vary: "Accept-Language",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    /// A page that only says something.
    func message(
        title: String, _ message: String, isSuccess: Bool = false, link: String? = nil,
        account: Account? = nil, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var values: [String: Any] = [
            "message": message, "isSuccess": isSuccess, "kind": isSuccess ? "success" : "other",
        ]
        if let link { values["link"] = link }
        return try render("message", title: title, account: account, values, status: status)
    }

    /// The page for an answer that no controller gave.
    func failure(_ status: HTTPResponse.Status) throws -> Response {
        status == .notFound || status == .methodNotAllowed
            ? try message(
                title: text.notFoundTitle, text.notFoundText, link: text.codeTitle, status: status)
            : try message(
                title: text.failureTitle, text.failureText, link: text.codeTitle, status: status)
    }
}
