extension OpenAPIOperation {
    /// The steps of a sign-in behind the password, and the user's own account.
    static let account: [OpenAPIOperation] = [
        step("/login/code", "The code of the second factor."),
        OpenAPIOperation(
            method: .post, path: "/login/code", summary: "The code was typed.",
            form: [formToken, .required("code", "Six digits."), returnPath], content: .html,
            statuses: [
                303: "On with the sign-in.", 403: "A wrong code, or no form of this session.",
                413: tooLong, 429: "Too many wrong codes.",
            ]),
        step("/login/password", "A password of the user's own in the place of the first one."),
        OpenAPIOperation(
            method: .post, path: "/login/password", summary: "The password was typed.",
            form: [formToken] + newPassword + [returnPath], content: .html,
            statuses: [
                303: "Signed in.", 403: "No form of this session.",
                409: "The password was changed meanwhile.", 413: tooLong,
                422: "The new password is refused.", 503: "Too many sign-ins at once.",
            ]),
        page("/account", "The user's devices, password and second factor."),
        change(
            "/account/devices/revoke", "Ends a device's access.",
            form: [.required("device", "Which one.")]),
        change("/account/sign-out-everywhere", "Ends all sessions of the user.", form: []),
        page("/account/password", "The page to change the password on."),
        change(
            "/account/password", "Changes the password.",
            form: [.required("password", "The one until now.")] + newPassword),
        page("/account/second-factor", "The secret to set up, as text and as a picture."),
        change(
            "/account/second-factor", "Confirms the secret.",
            form: [.required("code", "Six digits.")]),
        change(
            "/account/second-factor/start", "Proposes a secret.",
            form: [.required("password", "The user's.")]),
        change(
            "/account/second-factor/remove", "Turns the second factor off.",
            form: [.required("password", "The user's.")]),
        OpenAPIOperation(
            method: .get, path: "/account/second-factor.svg",
            summary: "The secret as a QR code.", content: .svg,
            statuses: [200: "The picture.", 303: "To the sign-in or the account page."]),
    ]

    private static let newPassword: [Field] = [
        .required("new_password", "As typed."), .required("repeated_password", "The same."),
    ]

    private static func step(_ path: String, _ summary: String) -> OpenAPIOperation {
        OpenAPIOperation(
            method: .get, path: path, summary: summary, query: [returnPath], content: .html,
            statuses: [200: "The form.", 303: "To the sign-in page: it is not this step's turn."])
    }

    private static func page(_ path: String, _ summary: String) -> OpenAPIOperation {
        OpenAPIOperation(
            method: .get, path: path, summary: summary, content: .html,
            statuses: [200: summary, 303: "To the sign-in page, or the account page."])
    }

    private static func change(
        _ path: String, _ summary: String, form: [Field]
    ) -> OpenAPIOperation {
        OpenAPIOperation(
            method: .post, path: path, summary: summary, form: [formToken] + form, content: .html,
            statuses: [
                200: "Done.", 303: "Done, or to the sign-in page.",
                403: "A wrong password or code, or no form of this session.",
                409: "The password was changed meanwhile.", 413: tooLong,
                422: "The new password is refused.", 429: "Too many wrong passwords or codes.",
                503: "Too many sign-ins at once.",
            ])
    }
}
