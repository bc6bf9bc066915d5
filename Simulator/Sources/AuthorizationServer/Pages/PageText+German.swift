extension PageText {
    static let german = PageText(
        product: "Geräte-Anmeldung",
        signedInAs: "Angemeldet als {username}",
        signOut: "Abmelden",

        signInTitle: "Anmelden",
        signInLead: "Melden Sie sich an, um ein Gerät mit Ihrem Konto zu verbinden.",
        username: "Benutzername",
        password: "Passwort",
        signInButton: "Anmelden",
        signInWrong: "Der Benutzername oder das Passwort ist falsch.",
        signInBlocked: "Zu viele Versuche. Versuchen Sie es in {wait} wieder.",
        signInBusy: "Im Augenblick melden sich viele an. Versuchen Sie es in ein paar Sekunden "
            + "wieder.",

        codeTitle: "Gerät verbinden",
        codeLead: "Ihr Gerät zeigt einen Code. Geben Sie ihn hier ein, um das Gerät anzumelden.",
        codeLabel: "Code auf Ihrem Gerät",
        codeHint: "Groß oder klein geschrieben, mit oder ohne Bindestrich.",
        codeCompare: "Vergleichen Sie diesen Code mit dem, den Ihr Gerät zeigt. Fahren Sie nur "
            + "fort, wenn beide gleich sind.",
        codeButton: "Weiter",
        codeWrong: "Dieser Code ist nicht gültig. Prüfen Sie ihn auf Ihrem Gerät, oder lassen Sie "
            + "das Gerät einen neuen anzeigen.",
        codeBlocked: "Zu viele ungültige Codes. Versuchen Sie es in {wait} wieder.",

        confirmTitle: "{client} verbinden?",
        confirmCodeLabel: "Ist das der Code auf Ihrem Gerät?",
        confirmWarning:
            "Fahren Sie nur fort, wenn ein Gerät in Ihrer Hand oder vor Ihnen diesen Code zeigt.",
        confirmWarningMore: "Hat Ihnen jemand den Code oder einen Link geschickt, lehnen Sie ab: "
            + "dessen Gerät bekäme Zugang zu Ihrem Konto.",
        confirmDevice: "Gerät",
        confirmRequested: "Angefragt",
        confirmFrom: "Von",
        confirmAccount: "Konto",
        confirmAllows: "Das Gerät wird Folgendes können",
        confirmNothing: "Das Gerät will nur wissen, dass Sie sich angemeldet haben.",
        otherNetworkWarning: "Das Gerät und dieser Browser sind in verschiedenen Netzen.",
        otherNetworkMore: "Vielleicht hat jemand in der Ferne diesen Code angefordert. Fahren Sie "
            + "nur fort, wenn Sie ihn selbst auf einem Gerät sehen.",
        declineButton: "Ablehnen",
        authorizeButton: "Erlauben",

        approvedTitle: "{client} ist verbunden",
        approvedText: "Sie sind angemeldet. Kehren Sie zu Ihrem Gerät zurück. Sie können diese "
            + "Seite schließen.",
        declinedTitle: "Abgelehnt",
        declinedText: "Das Gerät wurde nicht angemeldet und hat keinen Zugang. Sie können diese "
            + "Seite schließen.",
        closedTitle: "Diese Anfrage ist abgeschlossen",
        closedText: "Sie wurde schon beantwortet, oder ihre Zeit ist um. Wenn Ihr Gerät noch "
            + "wartet, lassen Sie es einen neuen Code anzeigen.",
        startAgain: "Anderen Code eingeben",
        otherNetworkTitle: "Nicht im selben Netz",
        otherNetworkText: "Das Gerät und dieser Browser sind in verschiedenen Netzen, und dieser "
            + "Server verbindet kein Gerät aus der Ferne. Nichts wurde geändert. Gehen Sie in das "
            + "Netz des Geräts, und geben Sie den Code noch einmal ein.",

        staleTitle: "Diese Seite ist veraltet",
        staleText: "Sie wurde in einer anderen Sitzung oder anderswo geöffnet. Nichts wurde "
            + "geändert.",
        notFoundTitle: "Diese Seite gibt es nicht",
        notFoundText: "Prüfen Sie die Adresse, die Ihr Gerät zeigt.",
        failureTitle: "Das hat nicht geklappt",
        failureText: "Nichts wurde geändert. Versuchen Sie es noch einmal.",

        consentTitle: "{client} Ihr Konto benutzen lassen?",
        consentDestination: "Sie kehren zurück zu",
        consentAllows: "Die Anwendung wird Folgendes können",
        consentNothing: "Die Anwendung will nur wissen, dass Sie sich angemeldet haben.",
        signOutTitle: "Abmelden?",
        refusedTitle: "Diesem Link kann nicht gefolgt werden",
        refusedText: "Die Anwendung, die Sie hierher geschickt hat, ist nicht bekannt, oder sie "
            + "will Sie an eine Adresse weiterschicken, die nicht registriert ist. Es wurde nichts "
            + "geändert.",

        months: [
            "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
            "Oktober", "November", "Dezember",
        ],
        timeFormat: "{day}. {month} {year}, {clock} UTC ({ago})",
        secondsAgo: "vor {count} s",
        minutesAgo: "vor {count} min",
        scopes: [
            "openid": "erkennen, mit welchem Konto Sie sich angemeldet haben",
            "profile": "Ihr Profil lesen, zum Beispiel Ihren Namen",
            "email": "Ihre E-Mail-Adresse lesen",
            "offline": "angemeldet bleiben, wenn Sie nicht da sind",
        ],
        account: AccountText(
            link: "Konto",
            title: "Ihr Konto",
            back: "Zurück zu Ihrem Konto",

            devicesTitle: "Ihre Geräte",
            devicesLead: "Jedem davon haben Sie es erlaubt. Ein Gerät, das Sie trennen, muss neu "
                + "fragen.",
            devicesNone: "Kein Gerät ist mit Ihrem Konto verbunden.",
            deviceConnected: "Verbunden",
            deviceFrom: "Von",
            deviceLastUsed: "Zuletzt benutzt",
            deviceAllows: "Es darf",
            revoke: "Trennen",
            revokeNamed: "{client} trennen",
            revoked: "{client} ist nicht mehr mit Ihrem Konto verbunden.",

            passwordTitle: "Passwort ändern",
            passwordLead: "Wenn Sie es ändern, sind Sie überall außer hier abgemeldet.",
            passwordChange: "Passwort ändern",
            passwordChanged: "Ihr Passwort ist geändert. Alle anderen Browser sind abgemeldet.",
            firstPasswordTitle: "Wählen Sie Ihr eigenes Passwort",
            firstPasswordLead: "Das Passwort, mit dem Sie sich angemeldet haben, hat jemand "
                + "anderes gemacht. Wählen Sie eines, das nur Sie kennen.",
            currentPassword: "Bisheriges Passwort",
            newPassword: "Neues Passwort",
            repeatedPassword: "Neues Passwort noch einmal",
            newPasswordHint: "8 Zeichen oder mehr. Ein paar Wörter, die nicht zusammengehören, "
                + "sind leicht zu merken und schwer zu erraten.",
            savePassword: "Passwort speichern",
            passwordWrong: "Das Passwort ist falsch. Nichts wurde geändert.",
            passwordRefused: "Das neue Passwort ist zu kurz oder zu lang. Nehmen Sie 8 Zeichen "
                + "oder mehr.",
            passwordNotRepeated: "Die beiden neuen Passwörter sind nicht gleich. Geben Sie sie "
                + "noch einmal ein.",
            passwordNotNew: "Dieses Passwort haben Sie schon. Wählen Sie ein anderes.",

            secondFactorTitle: "Zweiter Faktor",
            secondFactorOff: "Zum Anmelden genügt Ihr Passwort. Eine Authenticator-App macht ein "
                + "gestohlenes Passwort nutzlos.",
            secondFactorOn: "Zum Anmelden braucht es auch einen Code Ihrer Authenticator-App.",
            secondFactorAsksPassword: "Ihr Passwort",
            secondFactorStart: "Zweiten Faktor einrichten",
            secondFactorRemove: "Zweiten Faktor abschalten",
            secondFactorAdded: "Der zweite Faktor ist eingeschaltet. Zum Anmelden braucht es ab "
                + "jetzt einen Code.",
            secondFactorRemoved: "Der zweite Faktor ist abgeschaltet. Löschen Sie seinen Eintrag "
                + "in Ihrer App.",
            setUpTitle: "Zweiten Faktor einrichten",
            setUpScan: "Lesen Sie dieses Bild mit Ihrer Authenticator-App ein, oder geben Sie den "
                + "Schlüssel von Hand ein.",
            setUpPicture: "QR-Code mit dem Schlüssel für Ihre Authenticator-App",
            setUpKey: "Schlüssel",
            setUpConfirm: "Geben Sie dann den Code ein, den die App zeigt.",
            setUpButton: "Einschalten",
            codeTitle: "Code Ihrer App eingeben",
            codeLead: "Ihre Authenticator-App zeigt sechs Ziffern für dieses Konto.",
            codeLabel: "Sechsstelliger Code",
            codeButton: "Weiter",
            codeWrong: "Dieser Code ist nicht gültig oder wurde schon benutzt. Warten Sie, bis die "
                + "App den nächsten zeigt.",
            codeLost: "Ohne die App? Der Betreiber dieses Servers kann Ihr Konto zurücksetzen.",

            sessionsTitle: "Überall abmelden",
            sessionsLead: "Beendet Ihre Anmeldung in diesem und jedem anderen Browser. Geräte "
                + "bleiben verbunden.",
            signOutEverywhere: "Überall abmelden"))
}
