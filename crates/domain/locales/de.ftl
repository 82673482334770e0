# Was Leuten mitgeteilt wird, auf Deutsch. Jede Nachricht ist der Titel einer Mitteilung, ihr Attribut
# `body`, wo es eines gibt, der Text darunter. Die Variablen erklärt en.ftl.

somebody = Jemand

connection-requested = { $actor } möchte sich mit dir verbinden
connection-accepted = { $actor } ist jetzt mit dir verbunden

calendar-offered = { $actor } möchte den Kalender „{ $name }“ mit dir teilen
calendar-accepted = { $actor } nutzt jetzt deinen Kalender „{ $name }“
calendar-handed-over = { $actor } hat dir den Kalender „{ $name }“ übergeben

project-joined = { $actor } hat dich in das Projekt „{ $name }“ aufgenommen
project-handed-over = { $actor } hat dir das Projekt „{ $name }“ übergeben

event-invited = { $actor } lädt dich zu „{ $name }“ ein
    .body = { $when }
event-changed = { $actor } hat „{ $name }“ geändert
    .body = { $when }
event-cancelled = { $actor } hat „{ $name }“ abgesagt
    .body = { $when }

invitation-accepted =
    { $count ->
        [one] { $actor } hat für „{ $name }“ zugesagt
       *[other] { $count } Antworten auf deine Einladung zu „{ $name }“
    }
    .body = { $when }
invitation-tentative =
    { $count ->
        [one] { $actor } kommt vielleicht zu „{ $name }“
       *[other] { $count } Antworten auf deine Einladung zu „{ $name }“
    }
    .body = { $when }
invitation-declined =
    { $count ->
        [one] { $actor } hat für „{ $name }“ abgesagt
       *[other] { $count } Antworten auf deine Einladung zu „{ $name }“
    }
    .body = { $when }

task-assigned =
    { $count ->
        [one] { $actor } hat dir „{ $name }“ zugewiesen
       *[other] { $actor } hat dir { $count } Aufgaben zugewiesen
    }
    .body = { $place }
commented =
    { $count ->
        [one] { $actor } hat „{ $name }“ kommentiert
       *[other] { $count } neue Kommentare zu „{ $name }“
    }
mentioned =
    { $count ->
        [one] { $actor } hat dich bei „{ $name }“ erwähnt
       *[other] Du wurdest { $count }-mal bei „{ $name }“ erwähnt
    }

reminded =
    { $count ->
        [one] { $name }
       *[other] { $name } ({ $count }-mal)
    }
    .body = { $when }
event-starts = { $name }
    .body = { $when }
todo-due = „{ $name }“ ist fällig
    .body = { $when }
task-due = „{ $name }“ ist fällig
    .body = { $when }
birthday = { $name } hat Geburtstag
    .body = { $when }
birthday-of-age = { $name } wird { $age }
    .body = { $when }
missed =
    { $count ->
        [one] Etwas war fällig, während dieser Server nicht lief
       *[other] { $count } Dinge waren fällig, während dieser Server nicht lief
    }
missed-more =
    { $count ->
        [one] und noch eins
       *[other] und { $count } weitere
    }
late = Verspätet: das war für { $came }.

signed-in =
    { $count ->
        [one] Ein neues Gerät hat sich an deinem Konto angemeldet
       *[other] { $count } Anmeldungen an deinem Konto von neuen Geräten
    }
    .body = Es war unter { $address }. Wenn du das nicht warst, beende die Sitzung und ändere dein Passwort.
locked-out =
    { $count ->
        [one] Zu viele fehlgeschlagene Anmeldungen an deinem Konto
       *[other] Zu viele fehlgeschlagene Anmeldungen an deinem Konto, { $count }-mal
    }
    .body = Sie kamen von { $address }. Von dort ist mit deinem Passwort eine Weile keine Anmeldung möglich.
password-changed = Dein Passwort wurde geändert
    .body = Das geschah unter { $address }.
password-reset = Ein Admin hat deinem Konto ein vorläufiges Passwort gegeben
totp-enabled = Die Anmeldung in zwei Schritten wurde eingeschaltet
    .body = Das geschah unter { $address }.
totp-disabled = Die Anmeldung in zwei Schritten wurde ausgeschaltet
    .body = Das geschah unter { $address }.
totp-removed = Ein Admin hat deine Anmeldung in zwei Schritten ausgeschaltet
backup-codes-renewed = Es gibt neue Ersatzcodes
    .body = Sie wurden unter { $address } erzeugt. Die bisherigen gelten nicht mehr.
passkey-added = Deinem Konto wurde ein Passkey hinzugefügt
    .body = Das geschah unter { $address }.
passkey-deleted = Ein Passkey deines Kontos wurde gelöscht
    .body = Das geschah unter { $address }.
passkey-copied =
    { $count ->
        [one] Ein Passkey von dir wurde abgelehnt: jemand hat ihn vielleicht kopiert
       *[other] Ein Passkey von dir wurde { $count }-mal abgelehnt: jemand hat ihn vielleicht kopiert
    }
    .body = Er wurde unter { $address } benutzt. Wenn du nicht weißt, warum, lösche ihn und füge einen neuen hinzu.
passwordless-enabled = Dein Konto meldet sich nur noch mit Passkeys an
    .body = Das geschah unter { $address }.
passwordless-disabled = Dein Konto meldet sich wieder mit dem Passwort an
role-changed = Ein Admin hat geändert, was du auf diesem Server darfst

# Was aus einer Meldung aufs Handy wurde.
delivery-waiting = Wird gleich an dein Handy gesendet.
delivery-sent = An dein Handy gesendet: { $sent }.
delivery-cleared = An dein Handy gesendet: { $sent }. Dort entfernt, als es nichts mehr mitzuteilen gab.
delivery-again = Der nächste Versuch: { $next }.
delivery-quiet-hours = Deine Ruhezeit dauert bis { $next }. Dann wird es gesendet.
delivery-read = Nicht gesendet, weil du es vorher gelesen hattest, hier oder auf einem anderen Gerät.
delivery-done = Nicht gesendet, weil es vorher erledigt wurde.
delivery-digest = Nicht einzeln gesendet: es war fällig, während dieser Server nicht lief, und zählt zu einer gemeinsamen Meldung.
delivery-gathering = Wird gleich gesendet, mit allem, was sonst fällig war, während dieser Server nicht lief.
delivery-dismissed = Nicht gesendet, weil die Erinnerung vorher erledigt wurde, hier oder auf einem anderen Gerät.
delivery-snoozed = Nicht gesendet, weil es vorher aufgeschoben wurde. Es wird gesendet, wenn es wiederkommt.
delivery-replaced = Nicht gesendet, weil es vorher verlegt wurde oder stattdessen etwas Späteres gesendet wurde.
delivery-switched-off = Nicht gesendet, weil die Erinnerung vorher ausgeschaltet wurde.
delivery-gone = Nicht gesendet, weil es vorher gelöscht wurde oder nicht mehr mit dir geteilt ist.
delivery-ntfy-off = Nicht gesendet, weil ntfy in deinen Einstellungen ausgeschaltet ist.
delivery-category-off = Nicht gesendet, weil diese Kategorie in deinen Einstellungen ausgeschaltet ist.
delivery-account-off = Nicht gesendet, weil dein Konto ausgeschaltet ist.
delivery-ntfy-token-lost = Dein Zugangstoken für ntfy ist nicht mehr lesbar. Gib es in deinen Einstellungen neu ein.
delivery-ntfy-refused = Dein ntfy-Server hat mit { $status } geantwortet.
delivery-ntfy-timed-out = Dein ntfy-Server hat nicht rechtzeitig geantwortet.
delivery-ntfy-unreachable = Dein ntfy-Server ist nicht erreichbar.
delivery-ntfy-address-not-allowed = Dein ntfy-Server hat eine Adresse, die dieser Server nicht aufruft.
delivery-interrupted = Nicht gesendet, weil dieser Server jedes Mal vorher endete.
delivery-unreadable = Dieser Server kann etwas nicht lesen, das er zum Senden braucht. Sag es der Person, die ihn betreibt.

# Tage und Uhrzeiten.
day = { weekday }, { $day }. { month } { $year }
moment = { day }, { $time } Uhr
weekday =
    { $weekday ->
        [1] Montag
        [2] Dienstag
        [3] Mittwoch
        [4] Donnerstag
        [5] Freitag
        [6] Samstag
       *[7] Sonntag
    }
month =
    { $month ->
        [1] Januar
        [2] Februar
        [3] März
        [4] April
        [5] Mai
        [6] Juni
        [7] Juli
        [8] August
        [9] September
        [10] Oktober
        [11] November
       *[12] Dezember
    }

# Was zur Probe an ein Telefon geht.
push-test = Umbra erreicht dieses Telefon
    .body = Das ist ein Test. So werden Erinnerungen und Fälliges aussehen.

# Was auf den Knöpfen einer Nachricht an ein Telefon steht.
#
# $minutes  für wie viele Minuten sie schweigt
button-done = Erledigt
button-dismiss = Verwerfen
button-snooze = In { $minutes } Minuten
button-hour = In einer Stunde
button-tomorrow = Morgen
