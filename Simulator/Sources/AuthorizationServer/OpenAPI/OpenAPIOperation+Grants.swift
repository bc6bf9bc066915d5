extension OpenAPIOperation {
    /// The endpoints that devices call.
    static let grants: [OpenAPIOperation] = [
        OpenAPIOperation(
            method: .post, path: "/device_authorization",
            summary: "A device asks for a pair of codes (RFC 8628 §3.1).",
            form: [clientID, clientSecret, scope], hasClientAuthentication: true, content: .json,
            statuses: [
                200: "The codes, where the user types them, and how often to poll.",
                400: "invalid_request, invalid_scope or unauthorized_client.",
                401: "invalid_client.", 413: "The body is too long.",
                429: "Too many requests for codes.",
            ]),
        OpenAPIOperation(
            method: .post, path: "/token",
            summary: "A device polls, or refreshes its tokens (RFC 8628 §3.4, RFC 6749 §6).",
            query: [
                .optional("client_id", "In place of the form, where the body is empty."),
                .optional("device_code", "Likewise."), .optional("grant_type", "Likewise."),
                .optional("scope", "Likewise: without a grant type a request for codes."),
            ],
            form: tokenRequest, hasClientAuthentication: true, content: .json,
            statuses: [
                200: "The tokens, or the codes in the query style.",
                400: "authorization_pending, slow_down, access_denied, expired_token, "
                    + "invalid_grant or another error of RFC 6749 §5.2.",
                401: "invalid_client.", 413: "The body is too long.",
                429: "Too many requests for codes.",
            ]),
    ]

    static let tokenRequest: [Field] = [
        Field(
            name: "grant_type", summary: "What is asked for.",
            values: GrantType.allCases.map(\.rawValue)),
        clientID, clientSecret, .optional("device_code", "Of the answer with codes."),
        .optional("code", "Of the redirect to the application."),
        .optional("redirect_uri", "As in the request for the code."),
        .optional("code_verifier", "Of the request for the code."),
        .optional("refresh_token", "Of the answer before."), scope,
    ]
    static let token = Field.required("token", "An access or refresh token.")
    static let clientID = Field.optional(
        "client_id", "The client, unless it authenticates by HTTP Basic.")
    static let clientSecret = Field.optional(
        "client_secret", "The secret of a confidential client.")
    static let scope = Field.optional("scope", "Names joined with blanks.")
}
