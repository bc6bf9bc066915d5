/// The account behind a request, with the session id that its form tokens are bound to.
struct SignedInUser: Sendable {
    let sessionID: String
    let session: Session
}
