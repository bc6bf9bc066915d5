import HTTPTypes
import Hummingbird

/// A form that a browser sent to one of the pages.
struct PageRequest: Sendable {
    let parameters: FormParameters

    /// The request is no form of this server's pages: another site made it, or no browser did.
    struct Foreign: Error {}

    init(_ request: Request, origin: PublicOrigin) async throws {
        guard Self.isSameOrigin(request, origin) else { throw Foreign() }
        let buffer = try await request.body.collect(upTo: Limits.formBytes)
        guard OAuthRequest.isForm(request.headers[.contentType]) else { throw Foreign() }
        do {
            parameters = try FormParameters(buffer.readableBytesView)
        } catch {
            throw Foreign()
        }
    }

    /// Believes what the browser says about where the form stood (OWASP ASVS 3.5.3). With the
    /// Referrer-Policy no-referrer browsers send `Origin: null` for this server's own forms; then
    /// Sec-Fetch-Site decides, and in a browser too old for that the form token alone.
    private static func isSameOrigin(_ request: Request, _ origin: PublicOrigin) -> Bool {
        if let site = request.headers[Self.secFetchSite], site != "same-origin" { return false }
        if let sent = request.headers[.origin], sent != "null", !origin.isOwn(sent) { return false }
        return true
    }

    private static let secFetchSite: HTTPField.Name = {
        guard let name = HTTPField.Name("Sec-Fetch-Site") else {
            preconditionFailure("Sec-Fetch-Site is a field name")
        }
        return name
    }()
}
