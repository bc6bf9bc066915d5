import HTTPTypes

extension OpenAPIOperation {
    /// The endpoints of the user pool: the code flow, and what becomes of its tokens.
    static let userPool: [OpenAPIOperation] = [
        OpenAPIOperation(
            method: .get, path: "/oauth2/authorize",
            summary: "An application asks for a user's consent (RFC 6749 §4.1, RFC 7636).",
            query: authorizationRequest, content: .html,
            statuses: [
                200: "What the application asks for, to allow or decline.",
                303: "To the sign-in page, or to the application with an error.",
                400: "The client or its redirect URI is not known.",
            ]),
        OpenAPIOperation(
            method: .post, path: "/oauth2/authorize", summary: "A button was pressed.",
            form: [
                formToken, .required("query", "The request that the page was about."),
                Field(
                    name: "decision", summary: "The button.", isRequired: true,
                    values: ["approve", "deny"]),
            ], content: .html,
            statuses: [
                303: "To the application, with a code or an error, or to the sign-in page.",
                400: "The client or its redirect URI is not known.",
                403: "No form of this session.", 413: tooLong,
            ]),
        OpenAPIOperation(
            method: .post, path: "/oauth2/token",
            summary: "The token endpoint under its name in a user pool.",
            form: tokenRequest, hasClientAuthentication: true, content: .json,
            statuses: [
                200: "The tokens.", 400: "An error of RFC 6749 §5.2, RFC 8628 §3.5 or RFC 9449.",
                401: "invalid_client.", 413: tooLong,
            ]),
        OpenAPIOperation(
            method: .post, path: "/oauth2/revoke",
            summary: "Ends a token and all that came from the same approval (RFC 7009).",
            form: [token, clientID, clientSecret], hasClientAuthentication: true, content: .json,
            statuses: [
                200: "Ended, or not known.", 400: "invalid_request or unauthorized_client.",
                401: "invalid_client.", 413: tooLong,
            ]),
        OpenAPIOperation(
            method: .post, path: "/oauth2/introspect",
            summary: "Whether a token is active, for confidential clients (RFC 7662).",
            form: [token, clientID, clientSecret], hasClientAuthentication: true, content: .json,
            statuses: [
                200: "What the token says, or that it is not active.", 400: "invalid_request.",
                401: "invalid_client.", 413: tooLong,
            ]),
        userInfo(.get), userInfo(.post),
    ]

    private static func userInfo(_ method: HTTPRequest.Method) -> OpenAPIOperation {
        OpenAPIOperation(
            method: method, path: "/oauth2/userInfo",
            summary: "The user behind an access token (OpenID Connect Core §5.3).", content: .json,
            statuses: [
                200: "The claims that its scope allows.",
                401: "No token, or none that is active or may be used so.",
                403: "insufficient_scope.",
            ])
    }

    private static let authorizationRequest: [Field] = [
        .required("client_id", "The application."),
        Field(
            name: "response_type", summary: "The code flow alone.", isRequired: true,
            values: ["code"]),
        .required("redirect_uri", "Exactly as registered."),
        .required("code_challenge", "Of the verifier, by SHA-256, in base64url."),
        Field(
            name: "code_challenge_method", summary: "No other.", isRequired: true,
            values: ["S256"]),
        scope, .optional("state", "Comes back as it is."),
        .optional("nonce", "Stands in the ID token."),
        .optional("prompt", "none asks for no page."),
    ]
}
