import HTTPTypes
import Hummingbird
import NIOCore

/// A request as a script sees it: which endpoint it is for, and the request itself with its body
/// still to be read.
struct ScriptedRequest: Sendable {
    let endpoint: ScriptedEndpoint
    /// Whose poll it is; nil for everything but polls.
    let deviceCode: String?
    let request: Request
    /// The form as it was sent, or the query where the form is empty; for dialects that look at how
    /// something was written.
    let form: String

    /// Reads the form of a POST. A body that is too long for a form stays unread: no script is about
    /// it, and the server itself refuses it.
    init(_ request: Request) async throws {
        var request = request
        let path = request.uri.path
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        var form = ""
        if request.method == .post, length <= Limits.formBytes,
            request.headers[.transferEncoding] == nil
        {
            let buffer = try await request.body.collect(upTo: Limits.formBytes)
            request.body = RequestBody(buffer: buffer)
            form = String(buffer: buffer)
        }
        if form.isEmpty { form = request.uri.query ?? "" }
        let parameters = (try? FormParameters(form.utf8)) ?? FormParameters()
        self.request = request
        self.form = form
        let isPost = request.method == .post
        switch GrantType(rawValue: parameters["grant_type"] ?? "") {
        case .deviceCode where isPost:
            endpoint = .poll
            deviceCode = parameters["device_code"]
        case .refreshToken where isPost:
            endpoint = .refresh
            deviceCode = nil
        default:
            // The query style asks for codes at the token endpoint, without a grant type.
            let isForCodes =
                path == "/device_authorization"
                || path == "/token" && parameters["grant_type"] == nil
            endpoint = isPost && isForCodes ? .deviceAuthorization : .path(path)
            deviceCode = nil
        }
    }
}
