"""Long words that a text of any kind has, in many languages: by their first letters, as folded."""

from __future__ import annotations

from typing import Final

_TEXT: Final = """
about aceas acest adala after again ainda akkor allee aller alles along altij amely among ancak
anche ancor ander antar antes atunc aucun aunqu aussi autre avant avere avoir ayric ayrıc azonb
bahwa banya bardz bazen becau befor being below betwe budou butun celle cette chaqu comme contr
could cuand cuant dalam damit dapat degil degli della delle dello deman denga dentr depoi depui
deren desde diese diger donde duran durch durfe durin efter egyik einem einen einer eines eller
elles ellos encor ennen entre essas esses estab estan estos etait etwas every fazer fiind finns
first frida gegen haben hacer hacia hanno harus hasta hatte hebbe heeft hingg immer inain ingen
intre jedna jejic jeste jetzt jossa kadar kaikk karen karsı keine kendi kepad kiedy konne konnt
koska ktera ktere ktery ktora ktore ktory ktorz kunna kunne kuten lebih lehet leurs manga mange
meget mehre mella melle merek mesmo mient minde mindi minka mismo moins molto monda monta mucho
muito mutta mycke nagon nasze naszy nasıl nebyl nella nelle never nicht niide noget nosso nostr
notre nuest numai ocksa olara oldug olyan omdat onder other otros outro parce parte pedig pelos
penda pentr perch podle ponie porqu pouvo pouze prima prosi proto przed przez puede quale quand
quell quelq quest quien sadec satur schon sebag sedan segun selon senza setel shoul siden since
sitte skall skull sobre sonde sonra sowie stata stato still sudah sunda swoje szeri takze taman
tambe tambi taraf tegen their there these thing think those throu thurs tidak tiene tijde toate
todas today todos toujo toute trave tuesd tusse tutte tutti tylko under unser unter until untuk
uzere vaere valam varit viele vilke ville voces voida volna votre vsech wanne wedne wegen weite
werde where which while whose wiede wiele wolle worde wordt would wszys wurde yapil yapıl zaman
zonde zwisc αυτεσ αυτοσ αυτου γιατι ειναι επιση εχουν καθωσ μεταξ οποια οποιο στουσ более будет
будут важно вмест время всегд всего годах деякі други здесь именн когда котор кроме маиже между
может можна можно навіт нашег нашем наших некот немає несмо никто однак около перед после потом
почти поэто після самых своег своих своіх сеича также такие також такои тепер тольк тільк через
чтобы этого этому است التي الذي الى این باید برای بعد بوده بين حتى خلال خود دارد ذلك ذين شده
على عندم قبل كانت كما منذ هذا هذه همه همین هناك يمكن کرده 一个 一個 今年 今日 他们 他們 以及
但是 可以 因为 因為 如果 对于 就是 已經 已经 您的 我们 我們 所以 沒有 没有 自己 这个 这些 进行
這些 這個 進行 那个 그러 그리 대한 됩니 또한 모든 여러 우리 위해 이번 있는 있다 있습 지난 통해
하는 합니 했다
"""
COMMON: Final = frozenset(_TEXT.split())
"""They say nothing about what a text is about. Chinese and Korean ones are pairs of signs."""
