{#
    Users of several systems who share a mailbox are one person: the one whose record name comes first stands for them.
    Whoever is named by mailbox alone (a territory's owner, a goal's) is found in the row whose record_name is owner.
#}
with owners as (

    select * from {{ ref('onefold', 'owner') }}

)

select
    record_name,
    owner_key,
    min(record_name) over (partition by owner_key) as owner,
    max(team) over (partition by owner_key) as team
from owners
