{# Users of several systems who share a mailbox are one person: the one whose record name comes first stands for them. #}
with owners as (

    select
        *,
        coalesce(owner_key, record_name) as shared_key
    from {{ ref('onefold', 'owner') }}

)

select
    record_name,
    min(record_name) over (partition by shared_key) as owner,
    max(team) over (partition by shared_key) as team
from owners
