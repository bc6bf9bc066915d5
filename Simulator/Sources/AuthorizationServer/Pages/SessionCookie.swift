import HTTPTypes
import Hummingbird

/// The two cookies of the pages (OWASP ASVS 3.3): bound to this host by their prefix, never sent
/// over plain HTTP, never readable by a script, and gone with the browser's session.
enum SessionCookie: String, Sendable {
    /// The session id of a signed-in user.
    case session = "__Host-session"
    /// A random value before sign-in, which the sign-in form's token is bound to.
    case visitor = "__Host-visitor"

    /// The cookie's value, if it has the form of one this server sets.
    func value(in request: Request) -> String? {
        guard let value = request.cookies[rawValue]?.value, value.utf8.count == 43,
            Base64URL.decode(value)?.count == 32
        else { return nil }
        return value
    }

    func set(_ value: String, in response: inout Response) {
        add("\(rawValue)=\(value); Path=/; Secure; HttpOnly; SameSite=Lax", to: &response)
    }

    func clear(in response: inout Response) {
        add("\(rawValue)=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0", to: &response)
    }

    private func add(_ text: String, to response: inout Response) {
        response.headers.append(HTTPField(name: .setCookie, value: text))
    }
}
