extension OpenAPIOperation {
    /// The pages that users see. Every POST carries the token of the form it comes from.
    static let pages: [OpenAPIOperation] = [
        OpenAPIOperation(
            method: .get, path: "/", summary: "Leads to the device page.", content: .html,
            statuses: [303: "To the device page."]),
        OpenAPIOperation(
            method: .get, path: "/device", summary: "The page to type a user code on.",
            query: [.optional("user_code", "Filled into the form; it approves nothing.")],
            content: .html,
            statuses: [200: "The form.", 303: "To the sign-in page."]),
        OpenAPIOperation(
            method: .post, path: "/device", summary: "A user code was typed.",
            form: [formToken, .required("user_code", "As typed.")], content: .html,
            statuses: [
                200: "What the device asks for, to authorize or decline.",
                303: "To the sign-in page.", 403: "No form of this session.",
                413: tooLong,
                422: "The code is not valid.", 429: "Too many wrong codes.",
            ]),
        OpenAPIOperation(
            method: .post, path: "/device/decision", summary: "A button was pressed.",
            form: [
                formToken, .required("request", "Which request the page was about."),
                Field(
                    name: "decision", summary: "The button.", isRequired: true,
                    values: ["approve", "deny"]),
            ], content: .html,
            statuses: [
                200: "What was decided.", 303: "To the sign-in page.",
                403: "No form of this session.",
                409: "The request was answered before, or its time is over.", 413: tooLong,
            ]),
        OpenAPIOperation(
            method: .get, path: "/login", summary: "The sign-in page.",
            query: [returnPath], content: .html,
            statuses: [200: "The form.", 303: "Signed in already."]),
        OpenAPIOperation(
            method: .post, path: "/login", summary: "Signs in.",
            form: [
                formToken, .required("username", "As typed."),
                .required("password", "As typed."), returnPath,
            ], content: .html,
            statuses: [
                303: "Signed in.", 403: "Wrong name or password, or no form of this browser.",
                413: tooLong, 429: "Too many wrong passwords.", 503: "Too many sign-ins at once.",
            ]),
        OpenAPIOperation(
            method: .get, path: "/logout", summary: "Asks whether to sign out.",
            query: logoutTarget, content: .html,
            statuses: [
                200: "The form.", 303: "Nobody is signed in.",
                400: "The URI is none of the client's.",
            ]),
        OpenAPIOperation(
            method: .post, path: "/logout", summary: "Signs out.",
            form: [formToken] + logoutTarget, content: .html,
            statuses: [
                303: "Signed out.", 400: "The URI is none of the client's.",
                403: "No form of this session.", 413: tooLong,
            ]),
    ]

    private static let logoutTarget: [Field] = [
        .optional("client_id", "Who sent the user here."),
        .optional("logout_uri", "Where to go then: one that the client registered."),
    ]
    static let returnPath = Field.optional("return", "Where to go then.")
    static let formToken = Field.required("form_token", "Stands in the form.")
    static let tooLong = "The body is too long."
}
