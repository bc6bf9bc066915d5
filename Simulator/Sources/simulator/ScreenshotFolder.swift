import DeviceScreen
import Foundation
import SimulatorKit

/// A folder of numbered PNG files, one for each new screen.
struct ScreenshotFolder {
    private let path: String
    private var count = 0
    private var latest: Screen?

    init(_ path: String) throws(EnvironmentError) {
        self.path = path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw EnvironmentError("cannot make the folder \(path): choose another --screenshots.")
        }
    }

    /// Where the screen of an emulated board with the code goes.
    var codeFile: String { "\(path)/code.png" }

    /// Saves the picture unless it is the same screen as before with a later countdown.
    mutating func save(_ picture: BoardOutput.Picture) throws(PNGFile.Failure) {
        guard picture.screen != latest else { return }
        latest = picture.screen
        count += 1
        let number = count < 10 ? "0\(count)" : "\(count)"
        try PNGFile.write(
            picture.framebuffer, to: "\(path)/\(number)-\(picture.screen.name).png")
    }
}

extension Screen {
    /// The screen's name in file names.
    fileprivate var name: String {
        switch self {
        case .starting: "starting"
        case .connecting: "connecting"
        case .code: "code"
        case .networkTrouble: "network-trouble"
        case .signedIn: "signed-in"
        case .denied: "denied"
        case .expired: "expired"
        case .failed: "failed"
        }
    }
}
