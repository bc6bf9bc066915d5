import Foundation

/// The device's screen in a terminal, redrawn in place; where there is no terminal, a line for
/// every change of what the screen says.
public final class TerminalScreen {
    /// Gives the terminal back its cursor and its colours, and leaves the picture above the next
    /// line. For a signal's path too: see ``restore(descriptor:)``.
    public static let restoreSequence: StaticString = "\u{1B}[0m\u{1B}[?25h\r\n"

    /// What the output can show; nil where it is no terminal that draws pictures.
    private let colours: TerminalColours?
    private let size: () -> TerminalSize?
    private let write: ([UInt8]) -> Void

    private var shownSize: TerminalSize?
    private var shownLines: [String] = []
    private var shownCaption: ScreenCaption?
    private var isRestored = true

    /// A screen whose output goes through `write`, one call a picture. `size` is asked before
    /// every picture, because a person may resize the terminal.
    public init(
        colours: TerminalColours?, size: @escaping () -> TerminalSize?,
        write: @escaping ([UInt8]) -> Void
    ) {
        self.colours = colours
        self.size = size
        self.write = write
    }

    /// A screen on a file descriptor, in place if that is a terminal.
    public convenience init(
        descriptor: Int32,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.init(
            colours: isatty(descriptor) == 1 ? TerminalColours(environment: environment) : nil,
            size: { TerminalSize(descriptor: descriptor) },
            write: { TerminalScreen.write($0, to: descriptor) })
    }

    /// Whether pictures are drawn; otherwise a change of what the screen says is one line.
    public var drawsPictures: Bool { colours != nil && size() != nil }

    /// Shows a picture and its caption. Without a terminal, only a caption that is news.
    public func show(_ framebuffer: Framebuffer, caption: ScreenCaption) {
        defer { shownCaption = caption }
        guard let colours, let size = size() else {
            if caption.isNews(after: shownCaption) {
                write(Array((caption.announcement + "\n").utf8))
            }
            return
        }
        let picture = TerminalPicture(
            of: framebuffer, caption: caption, size: size, colours: colours)
        let isFirst = isRestored || size != shownSize
        guard isFirst || picture.lines != shownLines else { return }
        // The terminal shows nothing between the two modes 2026; those that lack it ignore it.
        var text = "\u{1B}[?2026h"
        if isFirst {
            text += "\u{1B}[?25l\u{1B}[2J"
        }
        text += "\u{1B}[H"
        for (index, line) in picture.lines.enumerated() {
            if index > 0 {
                text += "\r\n"
            }
            if isFirst || index >= shownLines.count || shownLines[index] != line {
                // Cleared first: behind a line as wide as the terminal, the cursor still stands
                // on the last cell, which clearing would take.
                text += "\u{1B}[K" + line
            }
        }
        if !isFirst, shownLines.count > picture.lines.count {
            text += "\r\n\u{1B}[J"
        }
        text += "\u{1B}[?2026l"
        isRestored = false
        shownSize = size
        shownLines = picture.lines
        write(Array(text.utf8))
    }

    /// Gives the terminal back, the last picture above. Another ``show(_:caption:)`` starts again.
    public func restore() {
        guard !isRestored else { return }
        isRestored = true
        write(Array("\(TerminalScreen.restoreSequence)".utf8))
    }

    /// Writes ``restoreSequence``. It may be called in a signal handler: it allocates nothing and
    /// takes no lock.
    public static func restore(descriptor: Int32) {
        let sequence = restoreSequence
        // Safe: a static string's bytes are there for the life of the program.
        _ = unsafe Foundation.write(
            descriptor, sequence.utf8Start, sequence.utf8CodeUnitCount)
    }

    /// Writes all of `bytes`, as far as the other end takes them.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        unsafe bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                // Safe: the range lies inside the buffer.
                let count = unsafe Foundation.write(
                    descriptor, buffer.baseAddress.unsafelyUnwrapped + sent, buffer.count - sent)
                if count < 0, errno == EINTR || errno == EAGAIN { continue }
                guard count > 0 else { return }
                sent += count
            }
        }
    }
}
