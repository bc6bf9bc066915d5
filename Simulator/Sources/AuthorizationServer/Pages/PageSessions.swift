import HTTPTypes
import Hummingbird

/// What every page needs: who is signed in, form tokens, redirects.
struct PageSessions<Store: AuthorizationStore>: Sendable {
    let signIn: SignIn<Store>
    let tokens: FormTokens
    let pages: PageRenderer
    let origin: PublicOrigin

    func user(of request: Request) async throws -> SignedInUser? {
        guard let id = SessionCookie.session.value(in: request) else { return nil }
        return try await signIn.user(sessionID: id)
    }

    /// The account for a page's head.
    func account(_ user: SignedInUser?) -> PageRenderer.Account? {
        user.map { user in
            PageRenderer.Account(
                username: user.session.username,
                signOutToken: tokens.token(for: .signOut, session: user.sessionID))
        }
    }

    /// 303, so that a form is never sent a second time (RFC 9110 §15.4.4; never 307).
    func redirect(to path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }

    /// The answer to a form that is not this session's own.
    func stale(_ user: SignedInUser?) throws -> Response {
        try pages.message(
            title: pages.text.staleTitle, pages.text.staleText, link: pages.text.codeTitle,
            account: account(user), status: .forbidden)
    }

    /// Reads a form, or nil when it did not come from a page of this server.
    func form(_ request: Request) async throws -> FormParameters? {
        do {
            return try await PageRequest(request, origin: origin).parameters
        } catch is PageRequest.Foreign {
            return nil
        }
    }
}
