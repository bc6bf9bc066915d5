import DeviceScreen

/// What a screen says, as characters: they can be copied, and fit where the picture does not.
public struct ScreenCaption: Equatable, Sendable {
    /// The screen in two or three words.
    public var title: String
    /// Nil while no code is shown.
    public var codes: Codes?
    /// Lines of the simulator's own, for the person at the terminal, while a code is shown.
    public var notes: [String]

    public struct Codes: Equatable, Sendable {
        public var userCode: String
        public var verificationURI: String
        public var remainingSeconds: UInt32

        public init(userCode: String, verificationURI: String, remainingSeconds: UInt32) {
            self.userCode = userCode
            self.verificationURI = verificationURI
            self.remainingSeconds = remainingSeconds
        }

        /// Minutes, a colon, two digits of seconds.
        public var countdown: String {
            let seconds = remainingSeconds % 60
            return "\(remainingSeconds / 60):\(seconds < 10 ? "0" : "")\(seconds)"
        }
    }

    public init(title: String, codes: Codes?, notes: [String] = []) {
        self.title = title
        self.codes = codes
        self.notes = notes
    }

    /// The caption of `screen`. Codes and notes count only on the screens that show a code.
    public init(_ screen: Screen, codes: Codes?, notes: [String] = []) {
        let showsCode = screen == .code || screen == .networkTrouble
        self.init(
            title: "\(screen.title)", codes: showsCode ? codes : nil,
            notes: showsCode ? notes : [])
    }

    /// One line: where to go and what to type, or the title.
    var line: String {
        guard let codes else { return title }
        return "\(codes.verificationURI)  \(codes.userCode)  \(codes.countdown)"
    }

    /// One line for a log: the title too.
    var announcement: String {
        guard let codes else { return title }
        return "\(title): \(codes.verificationURI)  \(codes.userCode)"
    }

    /// Whether a person must be told of `self` after `previous`: time passing is no news.
    func isNews(after previous: ScreenCaption?) -> Bool {
        title != previous?.title || codes?.userCode != previous?.codes?.userCode
            || codes?.verificationURI != previous?.codes?.verificationURI
    }
}
