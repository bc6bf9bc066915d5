import HTTPTypes
import Hummingbird

extension PageSessions {
    /// Who is at this step of a sign-in.
    func user(of request: Request, at stage: SessionStage) async throws -> SignedInUser? {
        guard let id = SessionCookie.session.value(in: request) else { return nil }
        return try await signIn.user(sessionID: id, at: stage)
    }

    /// On to the next step of a sign-in, or past the last one to where it was begun from, under a
    /// new session id.
    func goOn(_ sessionID: String, _ stage: SessionStage, to path: ReturnPath) -> Response {
        var response =
            switch stage {
            case .secondFactor: redirect(to: path.parameter(at: "/login/code"))
            case .newPassword: redirect(to: path.parameter(at: "/login/password"))
            case .complete: redirect(to: path.text)
            }
        SessionCookie.session.set(sessionID, in: &response)
        return response
    }

    /// The answer when NETWORK_MISMATCH refuses.
    func otherNetwork(_ user: SignedInUser) throws -> Response {
        try pages.message(
            title: pages.text.otherNetworkTitle, pages.text.otherNetworkText,
            link: pages.text.startAgain, account: account(user), status: .forbidden)
    }

    /// What to say about a refused password; nil when it was right.
    func refusal(
        _ verdict: PasswordCheck<Store>.Verdict
    ) -> (text: String, status: HTTPResponse.Status)? {
        switch verdict {
        case .right: nil
        case .wrong: (pages.text.account.passwordWrong, .forbidden)
        case .blocked(let until): blocked(until)
        case .busy: (pages.text.signInBusy, .serviceUnavailable)
        }
    }

    /// What to say about a refused code of a second factor; nil when it was right.
    func refusal(
        _ verdict: SecondFactors<Store>.Verdict
    ) -> (text: String, status: HTTPResponse.Status)? {
        switch verdict {
        case .right: nil
        case .wrong: (pages.text.account.codeWrong, .forbidden)
        case .blocked(let until): blocked(until)
        }
    }

    private func blocked(_ until: Int64) -> (text: String, status: HTTPResponse.Status) {
        let wait = PageTime.wait(until - signIn.clock.nowMilliseconds())
        return (PageText.fill(pages.text.signInBlocked, ["wait": wait]), .tooManyRequests)
    }

    /// What to say about a new password that was not taken; nil when it was.
    func refusal(
        _ outcome: PasswordChange<Store>.Outcome
    ) -> (text: String, status: HTTPResponse.Status)? {
        let text = pages.text.account
        return switch outcome {
        case .changed: nil
        case .tooShortOrLong: (text.passwordRefused, .unprocessableContent)
        case .notRepeated: (text.passwordNotRepeated, .unprocessableContent)
        case .notNew: (text.passwordNotNew, .unprocessableContent)
        case .busy: (pages.text.signInBusy, .serviceUnavailable)
        case .overtaken: (text.passwordWrong, .conflict)
        }
    }
}

extension ReturnPath {
    /// A page of the sign-in that returns here at its end.
    func parameter(at page: String) -> String {
        page + signInPath.dropFirst("/login".count)
    }
}
